// Package parallel spreads numbered pieces of work over goroutines that each own a resource.
package parallel

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Each calls do for 0..n-1 from at most workers goroutines (at least one), or as many as [Limited] says, and returns when all have ended. Every goroutine
// opens a resource of its own first and closes it last. The first error ends the work; which pieces were done then is not
// defined. What do writes under its number needs no lock. A panic in any of the three, or a page of a mapped file that cannot be
// read, is such an error, a [*Fault].
func Each[R any](ctx context.Context, n, workers int, open func() (R, error), done func(R), do func(r R, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	next := make(chan int)
	g.Go(func() error {
		defer close(next)
		for i := range n {
			select {
			case next <- i:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range max(1, min(workers, limitOf(ctx))) {
		g.Go(Guarded(nil, func() error {
			r, err := open()
			if err != nil {
				return err
			}
			defer done(r)
			for i := range next {
				if err := do(r, i); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	return g.Wait()
}

// Do is [Each] for pieces that need no resource, with its errors.
func Do(ctx context.Context, n, workers int, do func(i int) error) error {
	none := func() (struct{}, error) { return struct{}{}, nil }
	return Each(ctx, n, workers, none, func(struct{}) {}, func(_ struct{}, i int) error { return do(i) })
}
