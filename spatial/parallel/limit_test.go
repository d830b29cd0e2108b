package parallel_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// TestLimitedBoundsTheWorkers: a limit holds for every call below it, and never adds workers.
func TestLimitedBoundsTheWorkers(t *testing.T) {
	for _, c := range []struct{ limit, workers, want int }{{1, 8, 1}, {3, 8, 3}, {8, 2, 2}, {0, 4, 1}} {
		var opened atomic.Int32
		err := parallel.Each(parallel.Limited(context.Background(), c.limit), 100, c.workers,
			func() (int32, error) { return opened.Add(1), nil }, func(int32) {}, func(int32, int) error { return nil })
		if err != nil || int(opened.Load()) != c.want {
			t.Errorf("at most %d of %d workers: %d, %v", c.limit, c.workers, opened.Load(), err)
		}
	}
}
