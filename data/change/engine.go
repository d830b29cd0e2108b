package change

import (
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
)

// Engine answers what has changed, what was not seen, and who answers for it, from one snapshot. It keeps what it worked out for
// a change. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	coverage *coverage.Engine
	kept     map[*snapshot.Change]*keptChange
}

// keptChange is what is worked out about a change when it is first asked for.
type keptChange struct {
	triage  func() (*triage, error)
	changed map[string]func() (changedGround, error) // by layer
	above   func() []bool                            // by part, see [Engine.aboveTolerance]
}

// New makes the engine of a snapshot that another engine answers coverage of.
func New(coverage *coverage.Engine) *Engine {
	e := &Engine{Snapshot: coverage.Snapshot, coverage: coverage, kept: map[*snapshot.Change]*keptChange{}}
	for _, c := range e.Changes {
		k := &keptChange{changed: map[string]func() (changedGround, error){}}
		for _, layer := range []string{"parcels", "cells", "zones"} {
			k.changed[layer] = once.Result(func() (changedGround, error) { return e.changedIn(c, layer) })
		}
		k.above = once.Value(func() []bool { return e.aboveTolerance(c) })
		k.triage = once.Result(func() (*triage, error) { return e.triageOf(c) })
		e.kept[c] = k
	}
	return e
}
