package audit

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Key is what is counted together in an hour. Comparing it must tell rights apart, so it holds a scope's key.
type Key struct {
	Event                                Event
	Kind, Who, Client, Snapshot, ScopeID string
	Route                                string
	Status                               int
}

// maxKeys bounds what is counted apart in an hour; all that comes beyond is counted together, by event alone.
const maxKeys = 4096

// tally counts what comes too often for a line each, and writes a line an hour.
type tally struct {
	flushed func(ctx context.Context, e Entry)

	mu       sync.RWMutex // of the map; whoever counts only reads it
	counters map[Key]*counter
	timer    *time.Timer
}

type counter struct {
	n     atomic.Int64 // since the last line
	entry Entry        // of the line
}

// Count counts what a key stands for, and returns how many that makes since the last line about it. entry is asked once for what the
// line is to say.
func (l *Log) Count(key Key, entry func() Entry) int64 {
	return l.tally.of(key, entry, l.o.Now).n.Add(1)
}

func (t *tally) of(key Key, entry func() Entry, now func() time.Time) *counter {
	t.mu.RLock()
	c := t.counters[key]
	t.mu.RUnlock()
	if c != nil {
		return c
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.counters) >= maxKeys {
		key = Key{Event: key.Event}
		entry = func() Entry { return Entry{} }
	}
	if c := t.counters[key]; c != nil {
		return c
	}
	c = &counter{entry: entry()}
	if t.counters == nil {
		t.counters = map[Key]*counter{}
	}
	t.counters[key] = c
	if t.timer == nil {
		at := now()
		t.timer = time.AfterFunc(at.Truncate(time.Hour).Add(time.Hour).Sub(at), t.flush)
	}
	return c
}

// flush writes a line for each key and begins anew. What is counted at this very moment may be lost.
func (t *tally) flush() {
	t.mu.Lock()
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	done := t.counters
	t.counters = nil
	t.mu.Unlock()
	for key, c := range done {
		if e := c.entry; c.n.Load() > 0 {
			e.Event, e.Count = key.Event, c.n.Load()
			t.flushed(context.Background(), e)
		}
	}
}
