package ingest

import (
	"context"
	"errors"
	"time"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
)

// history is what a store knew before: the names that gaps and patches have had.
type history struct {
	before  *snapshot.Snapshot // nil where there is none that is sound
	entries []store.Entry
}

// openHistory looks into the store, and notes in the report what is wrong there. earlier is nil where nothing is taken over.
func openHistory(ctx context.Context, e environment, earlier *reuse.Matched, now time.Time) (*history, error) {
	before, err := published(ctx, e, earlier)
	if err != nil {
		return nil, err
	}
	entries, err := e.store.List(ctx)
	if err != nil {
		return nil, err
	}
	remarkClock(e.report, entries, now)
	return &history{before, entries}, nil
}

// nameGaps finds what is uncovered on the snapshot's date and gives it the ids that the snapshot published before knows it by.
func (h *history) nameGaps(ctx context.Context, t *snapshot.Tables) (err error) {
	t.Found = nil
	if t.Found, err = coverage.Find(ctx, t); err != nil {
		return err
	}
	return lineage.Identify(ctx, t, h.before, lastNumbers(h.entries, t, func(m *snapshot.Manifest) map[string]int { return m.GapNumbers }))
}

// namePatches gives patches of change the ids that the snapshot published before knows them by.
func (h *history) namePatches(ctx context.Context, t *snapshot.Tables) error {
	return lineage.IdentifyPatches(ctx, t, h.before, lastNumbers(h.entries, t, func(m *snapshot.Manifest) map[string]int { return m.PatchNumbers }))
}

// lastNumbers are the last numbers given by any snapshot of the store, abandoned ones too, so that no id ever means two things.
func lastNumbers(entries []store.Entry, s *snapshot.Tables, of func(m *snapshot.Manifest) map[string]int) map[string]int {
	out := map[string]int{}
	for _, e := range entries {
		if e.ID == s.Manifest.ID { // damaged, and built again as it was
			continue
		}
		for code, n := range of(&e.Manifest) {
			out[code] = max(out[code], n)
		}
	}
	return out
}

// published is the current snapshot, or the newest good one where that is damaged; nil where there is none.
func published(ctx context.Context, e environment, earlier *reuse.Matched) (*snapshot.Snapshot, error) {
	if earlier != nil {
		return earlier.Old, nil
	}
	s, damage, err := store.GetCurrent(ctx, e.store)
	if err != nil { // one bad moment of the disk must not give gaps other names
		s, damage, err = store.GetCurrent(ctx, e.store)
	}
	switch {
	case errors.Is(err, store.ErrNoCurrent):
		return nil, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, store.ErrScarce): // gaps must not count as new for that
		return nil, err
	case err != nil:
		e.report.Note("no snapshot is sound; gaps could not be compared with earlier ones and count as new: %v", err)
		return nil, nil
	case damage != nil:
		e.report.Note("%v; gaps were compared with those of snapshot %s", damage, s.Manifest.ID)
	}
	return s, nil
}
