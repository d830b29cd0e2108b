package live

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// MetDamage tells whether an error, or what was panicked with, comes from a served file that does not hold what it should.
func MetDamage(v any) bool {
	err, _ := v.(error)
	return parallel.IsPageFault(v) || errors.Is(err, pyramid.ErrCorrupt) || errors.Is(err, rasterpack.ErrDamaged)
}

// Suspect raises an alarm where an error, or what was panicked with, comes from a damaged file.
func (h *Holder) Suspect(v any) {
	if MetDamage(v) && h.raise(spoiled) {
		h.log.Error("a request met a damaged file", "error", v)
	}
}

// Suspect is [Holder.Suspect] of the request that ctx belongs to.
func Suspect(ctx context.Context, err error) {
	if l, ok := notes.Get(ctx, leaseKey{}).(*lease); ok && err != nil {
		l.suspect(err)
	}
}

// ScrubShare is the part of one processor that looking for silent damage may take.
const ScrubShare = 0.01

// Scrub hashes the files of what is served again and again until ctx ends, slowly and with a pause between. share is the part of
// a processor that it takes.
func (h *Holder) Scrub(ctx context.Context, pause time.Duration, share float64) {
	rest := func(worked time.Duration) { wait(ctx, time.Duration(float64(worked)*(1/share-1))) }
	for wait(ctx, pause) {
		for _, s := range h.held() {
			h.recheck(ctx, s, rest)
		}
	}
}

// held is what is in memory: the snapshot being served and older ones.
func (h *Holder) held() (out []*Served) {
	if now := h.current.Load(); now != nil {
		out = append(out, now)
	}
	h.older.Forget(func(_ snapshot.ID, s *Served) bool {
		out = append(out, s)
		return false
	})
	return out
}

// recheck raises an alarm where files of a snapshot are not as they were found when it was loaded.
func (h *Holder) recheck(ctx context.Context, s *Served, rest func(worked time.Duration)) {
	changed, err := s.Recheck(ctx, rest)
	if err != nil || !slices.Contains(h.held(), s) {
		return
	}
	for _, name := range changed {
		h.log.Warn("a file is not what it was when it was loaded", "snapshot", s.id(), "file", name)
		if s == h.current.Load() && readAgain(name) {
			h.raise(spoiled)
		} else {
			h.raise(look)
		}
	}
}

// wait tells whether ctx is still going on after a while.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
