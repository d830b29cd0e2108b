package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/mapped"
	"github.com/qingshan-gis/qingshan/data/once"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/rastertile"
)

// served is one loaded snapshot with its tiles.
type served struct {
	*data.Snapshot
	tiles   *tiles.Set
	rasters *rastertile.Set
}

func serve(ctx context.Context, st store.Store, snap *data.Snapshot) (*served, error) {
	dir, err := st.Folder(snap.Manifest.ID)
	if err != nil {
		return nil, err
	}
	set, err := tiles.Load(ctx, snap, dir)
	if err != nil {
		return nil, err
	}
	rasters, err := rastertile.Load(snap, dir)
	if err != nil {
		return nil, err
	}
	out := &served{snap, set, rasters}
	if m := snap.Mapping(); m != nil {
		runtime.AddCleanup(out, (*mapped.File).Unmap, m) // requests hold it to their end, see hold
	}
	return out, nil
}

// lease is what a request holds to its end: the snapshots that it was given, since their numbers lie in mapped files.
type lease struct{ held []*served }

type leaseKey struct{}

// hold gives requests a lease.
func hold(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := &lease{}
		defer runtime.KeepAlive(l)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), leaseKey{}, l)))
	})
}

// holder keeps the snapshot being served and follows the store.
type holder struct {
	store   store.Store
	log     *slog.Logger
	current atomic.Pointer[served]
	damage  atomic.Pointer[string] // what is wrong with the store's current snapshot, nil if nothing
	tried   data.SnapshotID        // by follow only
	triedAt time.Time              // by follow only

	older once.Cache[data.SnapshotID, *served] // for `snapshot=`
}

func newHolder(st store.Store, log *slog.Logger) *holder {
	return &holder{store: st, log: log, older: once.Cache[data.SnapshotID, *served]{Limit: maxOlder}}
}

// maxOlder bounds the older snapshots kept in memory.
const maxOlder = 2

// retryDamaged is how long a damaged snapshot is left alone before it is looked at again: it may have been built anew
// under the same id, or copied back.
const retryDamaged = 30 * time.Second

// refresh loads the store's current snapshot if it is another one than was tried last, or that one was damaged.
func (h *holder) refresh(ctx context.Context) error {
	id, err := h.store.Current(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	if id == h.tried && (h.damage.Load() == nil || start.Sub(h.triedAt) < retryDamaged) {
		return nil
	}
	h.triedAt = start
	snap, damage, err := store.GetCurrent(ctx, h.store)
	if err != nil {
		h.noteDamage(err)
		h.tried = id
		return err
	}
	h.tried = id
	h.noteDamage(damage)
	if now := h.current.Load(); now != nil && damage != nil {
		h.log.Error("the new snapshot is damaged; the one being served stays", "snapshot", id, "serving", now.Manifest.ID, "error", damage)
		return nil
	}
	if damage != nil {
		h.log.Error("the current snapshot is damaged; serving the last good one", "snapshot", id, "serving", snap.Manifest.ID, "error", damage)
	}
	next, err := serve(ctx, h.store, snap)
	if err != nil {
		return err
	}
	h.current.Store(next)
	h.log.Info("serving snapshot", "snapshot", snap.Manifest.ID, "on", snap.Manifest.On.String(), "zones", snap.Zones.Len(), "cells", snap.Cells.Len(),
		"parcels", snap.Parcels.Len(), "seconds", time.Since(start).Seconds())
	runtime.GC() // loading leaves the previous snapshot and read buffers behind
	return nil
}

func (h *holder) noteDamage(err error) {
	if err == nil {
		h.damage.Store(nil)
		return
	}
	text := err.Error()
	h.damage.Store(&text)
}

// follow refreshes until ctx ends.
func (h *holder) follow(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := h.refresh(ctx); err != nil && !errors.Is(err, store.ErrNoCurrent) && ctx.Err() == nil {
				h.log.Error("the store's snapshot cannot be loaded", "error", err)
			}
		}
	}
}

// errNotReady means that nothing is served yet.
var errNotReady = errors.New("no snapshot is loaded yet; run `qingshan ingest`, then try again")

// get returns the current snapshot for "", else the one asked for, loading it if need be. It lives as long as the request that
// ctx belongs to, or as the caller refers to it.
func (h *holder) get(ctx context.Context, id data.SnapshotID) (*served, error) {
	s, err := h.find(ctx, id)
	if l, ok := ctx.Value(leaseKey{}).(*lease); ok && err == nil {
		l.held = append(l.held, s)
	}
	return s, err
}

func (h *holder) find(ctx context.Context, id data.SnapshotID) (*served, error) {
	now := h.current.Load()
	if now != nil && (id == "" || id == now.Manifest.ID) {
		return now, nil
	}
	if id == "" {
		return nil, errNotReady
	}
	s, _, err := h.older.Get(ctx, id, func(ctx context.Context) (*served, error) { // whoever asked first may leave
		snap, err := h.store.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return serve(ctx, h.store, snap)
	})
	return s, err
}
