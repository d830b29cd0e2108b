package ingest

import (
	"context"
	"errors"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
)

// gaps finds what is uncovered on the snapshot's date and gives it the ids that the snapshot published before knows it by.
func (in *intake) gaps(ctx context.Context, before *data.Snapshot, entries []store.Entry, s *data.Tables) error {
	var err error
	s.Found = nil
	if s.Found, err = data.Find(ctx, s); err != nil {
		return err
	}
	return data.Identify(ctx, s, before, lastNumbers(entries, s, func(m *data.Manifest) map[string]int { return m.GapNumbers }))
}

// patches gives patches of change the ids that the snapshot published before knows them by.
func (in *intake) patches(ctx context.Context, before *data.Snapshot, entries []store.Entry, s *data.Tables) error {
	return data.IdentifyPatches(ctx, s, before, lastNumbers(entries, s, func(m *data.Manifest) map[string]int { return m.PatchNumbers }))
}

// lastNumbers are the last numbers given by any snapshot of the store, abandoned ones too, so that no id ever means two things.
func lastNumbers(entries []store.Entry, s *data.Tables, of func(m *data.Manifest) map[string]int) map[string]int {
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
func (in *intake) published(ctx context.Context, dir *store.Dir) (*data.Snapshot, error) {
	if in.earlier != nil {
		return in.earlier.old, nil
	}
	s, damage, err := store.GetCurrent(ctx, dir)
	if err != nil { // one bad moment of the disk must not give gaps other names
		s, damage, err = store.GetCurrent(ctx, dir)
	}
	switch {
	case errors.Is(err, store.ErrNoCurrent):
		return nil, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, store.ErrScarce): // gaps must not count as new for that
		return nil, err
	case err != nil:
		in.report.note("no snapshot is sound; gaps could not be compared with earlier ones and count as new: %v", err)
		return nil, nil
	case damage != nil:
		in.report.note("%v; gaps were compared with those of snapshot %s", damage, s.Manifest.ID)
	}
	return s, nil
}
