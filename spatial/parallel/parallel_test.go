package parallel_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

func TestEachDoesEveryPieceOnceAndClosesWhatItOpened(t *testing.T) {
	var open atomic.Int32
	done := make([]int, 1000)
	err := parallel.Each(context.Background(), len(done), 4,
		func() (int, error) { return int(open.Add(1)), nil }, func(int) { open.Add(-1) },
		func(_ int, i int) error { done[i]++; return nil })
	if err != nil || open.Load() != 0 {
		t.Fatal(err, open.Load())
	}
	for i, n := range done {
		if n != 1 {
			t.Fatalf("piece %d was done %d times", i, n)
		}
	}
}

func TestEachStopsAtTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	var calls atomic.Int32
	err := parallel.Each(context.Background(), 1_000_000, 3, func() (int, error) { return 0, nil }, func(int) {}, func(_, i int) error {
		calls.Add(1)
		if i == 10 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || calls.Load() == 1_000_000 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
	if err := parallel.Each(context.Background(), 5, 2, func() (int, error) { return 0, broken }, func(int) {}, nil); !errors.Is(err, broken) {
		t.Errorf("open failed: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := parallel.Each(ctx, 5, 2, func() (int, error) { return 0, nil }, func(int) {}, func(_, _ int) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
