package faults

import (
	"context"
	"sync"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Planned is a trial to be made.
type Planned struct {
	Place Place
	Fault iofault.Fault
}

// Every lists an error at each place, the likeliest for its call, and a kill at each place that changes something: a kill at any other
// finds on the disk what the next such finds.
func Every(places []Place) (out []Planned) {
	for _, p := range places {
		out = append(out, Planned{p, iofault.Fault{Errno: p.Call.Errnos()[0]}})
		if p.Call.Writes {
			out = append(out, Planned{p, iofault.Fault{Kill: true}})
		}
	}
	return out
}

// Thin keeps each n-th of a plan.
func Thin(plan []Planned, n int) (out []Planned) {
	for i := 0; i < len(plan); i += max(1, n) {
		out = append(out, plan[i])
	}
	return out
}

// TryAll makes trials, several at a time, and calls done after each, one at a time.
func (b *Bench) TryAll(ctx context.Context, workers int, plan []Planned, done func(Trial)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan Planned)
	var all sync.WaitGroup
	var one sync.Mutex
	for range workers {
		all.Go(func() {
			for p := range next {
				t, err := b.Try(p.Place, p.Fault)
				if err != nil {
					cancel(err)
					continue
				}
				one.Lock()
				done(t)
				one.Unlock()
			}
		})
	}
	for _, p := range plan {
		select {
		case next <- p:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	all.Wait()
	return context.Cause(ctx)
}
