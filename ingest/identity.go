package ingest

import (
	"context"
	"errors"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
)

// gaps finds what is uncovered on the snapshot's date and gives it the ids that the current snapshot knows it by.
func (in *intake) gaps(ctx context.Context, dir *store.Dir, s *data.Snapshot) error {
	var err error
	s.Found = nil
	if s.Found, err = s.Find(ctx, s.Manifest.On, s.Manifest.Rules.Coverage.Demand, nil); err != nil {
		return err
	}
	earlier, err := in.published(ctx, dir)
	if err != nil {
		return err
	}
	numbers := map[string]int{}
	entries, err := dir.List(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries { // of abandoned snapshots too, so that no id ever means two gaps
		if e.ID == s.Manifest.ID { // damaged, and built again as it was
			continue
		}
		for code, n := range e.Manifest.GapNumbers {
			numbers[code] = max(numbers[code], n)
		}
	}
	return s.Identify(ctx, earlier, numbers)
}

// published is the current snapshot, or the newest good one where that is damaged; nil where there is none.
func (in *intake) published(ctx context.Context, dir *store.Dir) (*data.Snapshot, error) {
	if in.earlier != nil {
		return in.earlier.old, nil
	}
	s, damage, err := store.GetCurrent(ctx, dir)
	switch {
	case errors.Is(err, store.ErrNoCurrent):
		return nil, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		in.report.note("no snapshot is sound; gaps could not be compared with earlier ones and count as new: %v", err)
		return nil, nil
	case damage != nil:
		in.report.note("%v; gaps were compared with those of snapshot %s", damage, s.Manifest.ID)
	}
	return s, nil
}
