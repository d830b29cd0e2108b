package live

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// Served is one loaded snapshot with its views.
type Served struct {
	*store.Opened
	Whole   *View
	tiles   *serve.Set
	rasters *rastertile.Set
	parts   once.Cache[string, *View] // by the keys of their scopes; their numbers may lie in the snapshot's files, and they go with it
	// load tells this from an earlier load of the same snapshot: what was kept of that one may come from damaged files.
	load uint64
	// holders are the requests that were given the snapshot, and the holder itself while it keeps it. When the last one lets go, its
	// files are unmapped and closed.
	holders atomic.Int64
}

// acquire takes hold of a snapshot; it returns false if its files are closed already.
func (s *Served) acquire() bool {
	for {
		n := s.holders.Load()
		if n == 0 {
			return false
		}
		if s.holders.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// release lets go of what acquire, or serve, took hold of.
func (s *Served) release() {
	if s == nil || s.holders.Add(-1) > 0 {
		return
	}
	s.tiles.Close()
	s.rasters.Close()
	s.Mapping().Unmap()
}

// serve makes a snapshot ready to be served, without its damaged files. Who asks for it has hold of it.
func (h *Holder) serve(ctx context.Context, o *store.Opened) (out *Served, err error) {
	var set *serve.Set
	defer func() {
		if out == nil { // also where a page of a file could not be read
			if set != nil {
				set.Close()
			}
			o.Mapping().Unmap() // nobody has seen it
		}
	}()
	if set, err = serve.Load(ctx, o.Snapshot, o.Folder, o.DamagedFiles()...); err != nil {
		return nil, err
	}
	rasters, err := rastertile.Load(o.Snapshot, o.Folder, o.DamagedFiles()...)
	if err != nil {
		return nil, err
	}
	out = &Served{Opened: o, tiles: set, rasters: rasters, load: h.loads.Add(1)}
	out.Whole = h.whole(out)
	limit := cmp.Or(h.PartBytes, partBytes(debug.SetMemoryLimit(-1)))
	out.parts.Limit, out.parts.Cost = limit, func(_ string, v *View) int { return v.cost(limit) }
	out.holders.Store(1)
	return out, nil
}

// id is "" for none.
func (s *Served) id() snapshot.ID {
	if s == nil {
		return ""
	}
	return s.Manifest.ID
}

// intact tells whether what was loaded is still what was checked then, whatever has become of the snapshot's files: one that was
// deleted or replaced lives on while it is mapped. why is what is wrong with the current snapshot.
func (h *Holder) intact(s *Served, why error, alarm int32) bool {
	if s == nil || alarm == spoiled {
		return false
	}
	now, _ := h.store.Look(s.id()) // later than when the damage was found
	var damage *store.Damage
	if errors.As(why, &damage) && damage.Snapshot == s.id() && readAgain(damage.File) && s.Look.SameFile(now, damage.File) {
		return false
	}
	return !slices.ContainsFunc(s.Look.Touched(now), readAgain)
}

// readAgain tells whether answers are drawn from a file after it was loaded.
func readAgain(file string) bool {
	switch store.KindOf(file) {
	case store.KindColumns, store.KindTiles, store.KindScene:
		return true
	}
	return false
}

// lease is what a request has hold of to its end: the snapshots that it was given, since their numbers lie in mapped files.
type lease struct {
	mu      sync.Mutex
	held    []*Served
	suspect func(err any)
}

func (l *lease) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.held {
		s.release()
	}
	l.held = nil
}

type leaseKey struct{}

// Hold gives requests a lease.
func (h *Holder) Hold(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := &lease{suspect: h.Suspect}
		defer l.release()
		next.ServeHTTP(w, notes.With(r, leaseKey{}, l))
	})
}

// Holder keeps the snapshot being served and follows the store. Safe for concurrent use, but for Refresh.
type Holder struct {
	store   store.Store
	native  data.Native
	log     *slog.Logger
	current atomic.Pointer[Served]
	damage  atomic.Pointer[Trouble] // nil if nothing is wrong
	loads   atomic.Uint64
	alarm   atomic.Int32  // see raise
	alarmed chan struct{} // wakes follow

	AlarmPause time.Duration // how long an alarm waits after the one before
	RetryPause time.Duration // how long a snapshot that could not be served is left alone, unless its files change
	PartBytes  int           // about how much the parts of one snapshot may take that are kept; 0 for [DefaultPartBytes], or less where memory is short

	// By refresh only.
	seen     *glance
	failed   error     // what came of it
	retry    bool      // what was wanted could not be served
	triedAt  time.Time // when it was loaded
	answered time.Time // when the last alarm was

	older once.Cache[snapshot.ID, *Served] // for `snapshot=`
}

// NewHolder makes a holder that serves nothing before its first refresh.
func NewHolder(st store.Store, native data.Native, log *slog.Logger) *Holder {
	return &Holder{store: st, native: native, log: log, alarmed: make(chan struct{}, 1), AlarmPause: defaultAlarmPause, RetryPause: defaultRetryPause,
		older: once.Cache[snapshot.ID, *Served]{Limit: maxOlder, Drop: func(_ snapshot.ID, s *Served) { s.release() }}}
}

// maxOlder bounds the older snapshots kept in memory.
const maxOlder = 2

// forgetOlder releases older snapshots whose files have changed.
func (h *Holder) forgetOlder() {
	all := h.alarm.Load() != calm
	h.older.Forget(func(id snapshot.ID, s *Served) bool {
		now, err := h.store.Look(id)
		return all || err != nil || !maps.Equal(now, s.Look)
	})
}

// ErrNotReady means that nothing is served yet.
var ErrNotReady = errors.New("no snapshot is loaded yet; run `qingshan ingest`, then try again")

// Get returns the current snapshot for "", else the one asked for, loading it if need be. The request that ctx belongs to has hold of
// it to its end; without a request it is held for good. Errors are [ErrNotReady] and those of [store.Store.Open].
func (h *Holder) Get(ctx context.Context, id snapshot.ID) (*Served, error) {
	for {
		s, err := h.find(ctx, id)
		if err != nil {
			return nil, err
		}
		if !s.acquire() { // let go of since it was found
			continue
		}
		if l, ok := notes.Get(ctx, leaseKey{}).(*lease); ok {
			l.mu.Lock()
			l.held = append(l.held, s)
			l.mu.Unlock()
		}
		return s, nil
	}
}

func (h *Holder) find(ctx context.Context, id snapshot.ID) (*Served, error) {
	now := h.current.Load()
	if now != nil && (id == "" || id == now.id()) {
		return now, nil
	}
	if id == "" {
		return nil, ErrNotReady
	}
	s, _, err := h.older.Get(ctx, id, func(ctx context.Context) (*Served, error) { // whoever asked first may leave
		o, err := h.store.Open(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := o.Err(); err != nil {
			h.log.ErrorContext(ctx, "an older snapshot is damaged", "error", err)
		}
		return h.serve(ctx, o)
	})
	return s, err
}

// Now is the snapshot being served, nil for none. Its manifest may be looked at; for its rows and tiles [Holder.Get] takes hold of it.
func (h *Holder) Now() *Served { return h.current.Load() }

// Trouble is what is wrong with the store, nil for nothing.
func (h *Holder) Trouble() *Trouble { return h.damage.Load() }
