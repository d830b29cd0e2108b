package faults

import (
	"context"
	"fmt"
	"sync"

	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// Planned is a trial to be made.
type Planned struct {
	Place   Place
	Fault   iofault.Fault
	Lasting bool // all later calls of the name fail on that file, too
}

func (p Planned) String() string {
	switch {
	case p.Fault.Kill:
		return fmt.Sprintf("%s: killed", p.Place)
	case p.Lasting:
		return fmt.Sprintf("%s and on: %v", p.Place, p.Fault.Errno)
	}
	return fmt.Sprintf("%s: %v", p.Place, p.Fault.Errno)
}

// strike carries a plan out in one run.
type strike struct {
	Planned
	file   func(path string) string // by which the place names it
	points iofault.Points
	met    bool
	path   string
}

func (s *strike) decide(c iofault.Call) iofault.Fault {
	here := s.points.Of(c.Name, s.file(c.Path)) == s.Place.Point
	switch {
	case here && !s.met:
		s.met, s.path = true, c.Path
		return s.Fault
	case s.met && s.Lasting && c.Path == s.path:
		return s.Fault
	}
	return iofault.Fault{}
}

// Every lists an error at each place, the likeliest for its call, and a kill at each place that changes something: a kill at any other
// finds on the disk what the next such finds.
func Every(places []Place) (out []Planned) {
	for _, p := range places {
		out = append(out, Planned{Place: p, Fault: iofault.Fault{Errno: p.Call.Errnos()[0]}})
		if p.Call.Writes {
			out = append(out, Planned{Place: p, Fault: iofault.Fault{Kill: true}})
		}
	}
	return out
}

// EveryLasting lists an error at each place that stays from then on.
func EveryLasting(places []Place) (out []Planned) {
	for _, p := range places {
		out = append(out, Planned{p, iofault.Fault{Errno: p.Call.Errnos()[0]}, true})
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
				t, err := b.Try(p)
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
