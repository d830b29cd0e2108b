package live

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// glance is how the store looks when no file of a snapshot is opened.
type glance struct {
	wanted snapshot.ID // the current one
	err    string      // of finding its name
	looks  map[snapshot.ID]store.Look
}

// glance looks at the name of the current snapshot, and at the files of that one and of the one being served.
func (h *Holder) glance(ctx context.Context, serving *Served) *glance {
	g := &glance{looks: map[snapshot.ID]store.Look{}}
	var err error
	if g.wanted, err = h.store.Current(ctx); err != nil {
		g.err = err.Error()
	}
	for _, id := range []snapshot.ID{g.wanted, serving.id()} {
		if id == "" {
			continue
		}
		if look, err := h.store.Look(id); err == nil {
			g.looks[id] = look
		}
	}
	return g
}

// Alarms, the gravest last.
const (
	calm    int32 = iota
	look          // some file is not as it was: the store is to be looked through
	spoiled       // and what is being served lies in such files
)

// Pauses of a holder unless its owner says otherwise.
const (
	defaultAlarmPause = 5 * time.Second
	defaultRetryPause = time.Minute
)

// raise tells follow to look through the store at once, and whether it has not been told before.
func (h *Holder) raise(alarm int32) bool {
	was := h.alarm.Load()
	for was < alarm && !h.alarm.CompareAndSwap(was, alarm) {
		was = h.alarm.Load()
	}
	select {
	case h.alarmed <- struct{}{}:
	default: // it will look as it is
	}
	return was < alarm
}

// takeAlarm returns the alarm that is to be answered now.
func (h *Holder) takeAlarm() int32 {
	if h.alarm.Load() == calm || time.Since(h.answered) < h.AlarmPause {
		return calm
	}
	h.answered = time.Now()
	return h.alarm.Swap(calm)
}

// Refresh looks at the store and, where anything has changed or an alarm was raised, loads what is to be served now. What is wrong
// is logged and told when it is new. It is called by one goroutine at a time. It returns why nothing new could be loaded, nil if
// what should be served is.
func (h *Holder) Refresh(ctx context.Context) error {
	serving := h.current.Load()
	h.forgetOlder()
	now, alarm := h.glance(ctx, serving), h.takeAlarm()
	if alarm == calm && reflect.DeepEqual(now, h.seen) && (!h.retry || time.Since(h.triedAt) < h.RetryPause) {
		return h.failed
	}
	h.seen, h.triedAt, h.retry = now, time.Now(), true
	h.failed = parallel.Guarded(nil, func() error { return h.reload(ctx, serving, alarm) })()
	var fault *parallel.Fault
	switch {
	case ctx.Err() != nil: // nothing was found out
		h.seen = nil
	case errors.As(h.failed, &fault):
		h.tell(newTrouble(fault, nil, serving.id()), fault)
	}
	return h.failed
}

// reload opens the current snapshot, or decides what stands in for it.
func (h *Holder) reload(ctx context.Context, serving *Served, alarm int32) error {
	start := time.Now()
	best, why, err := store.OpenCurrent(ctx, h.store)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && serving == nil && errors.Is(err, store.ErrNoCurrent):
		h.tell(nil, nil)
		return err
	case err == nil && why == nil:
		h.retry = false
		return h.swap(ctx, start, best, nil)
	case err != nil && why == nil:
		why = err
	}
	if h.intact(serving, why, alarm) {
		if best != nil {
			best.Mapping().Unmap() // nobody has seen it
		}
		h.tell(newTrouble(why, serving.Damaged, serving.id()), why)
		return nil
	}
	if err != nil {
		h.current.Swap(nil).release()
		h.tell(newTrouble(why, nil, ""), err)
		return err
	}
	return h.swap(ctx, start, best, why)
}

// errUnquiet means that files were changed while they were loaded.
var errUnquiet = errors.New("the snapshot's files change while they are loaded; it is tried again at once")

// swap serves a snapshot, whose loading began at start, from now on; why, if not nil, says why it is not the current one.
func (h *Holder) swap(ctx context.Context, start time.Time, o *store.Opened, why error) error {
	var next *Served
	err := parallel.Guarded(nil, func() (err error) { // a file may be cut short while it is read
		next, err = h.serve(ctx, o)
		return err
	})()
	if now, _ := h.store.Look(o.Manifest.ID); !maps.Equal(now, o.Look) { // what was checked may not be what was mapped
		h.retry, h.seen = true, nil // at the next look, not after RetryPause
		next.release()
		return cmp.Or(err, errUnquiet)
	}
	if err != nil {
		h.retry = true
		h.tell(newTrouble(err, o.Damaged, h.current.Load().id()), err)
		return err
	}
	h.current.Swap(next).release()
	h.tell(newTrouble(why, o.Damaged, next.id()), why)
	h.log.Info("serving snapshot", "snapshot", next.id(), "on", o.Manifest.On.String(), "zones", o.Zones.Len(), "cells", o.Cells.Len(),
		"parcels", o.Parcels.Len(), "seconds", time.Since(start).Seconds())
	runtime.GC() // loading leaves the previous snapshot and read buffers behind
	return nil
}

// tell publishes what is wrong, nil for nothing, and logs it when it is new; err is logged with it.
func (h *Holder) tell(t *Trouble, err error) {
	was := h.damage.Swap(t)
	switch {
	case t == nil && was != nil:
		h.log.Info("the store is sound again")
	case t != nil && (was == nil || was.Text != t.Text):
		log := h.log.With("damage", t.Text, "serving", h.current.Load().id())
		if err != nil && !strings.Contains(t.Text, err.Error()) { // what is not for everybody
			log = log.With("error", err)
		}
		log.Error("the store is damaged")
	}
}

// Follow refreshes until ctx ends, at every alarm and from time to time.
func (h *Holder) Follow(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.alarmed:
		}
		_ = h.Refresh(ctx) // which tells what is wrong
	}
}
