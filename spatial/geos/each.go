package geos

import (
	"context"

	"github.com/twpayne/go-geos"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Each calls do for 0..n-1 from at most workers goroutines with a [Worker] each and stops at the first error. progress,
// if set, is called from several goroutines with the pieces done.
func Each(ctx context.Context, n, workers int, progress func(done int), do func(w *Worker, i int) error) error {
	shared := &garbage{}
	open := func() (*Worker, error) { return &Worker{ctx: geos.NewContext(), garbage: shared}, nil }
	return parallel.Each(ctx, n, workers, open, func(*Worker) {}, func(w *Worker, i int) error {
		if err := do(w, i); err != nil {
			return err
		}
		if progress != nil {
			progress(1)
		}
		return nil
	})
}
