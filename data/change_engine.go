package data

import "github.com/qingshan-gis/qingshan/data/once"

// ChangeEngine answers what has changed, what was not seen, and who answers for it, from one snapshot. It keeps what it worked out for
// a change. Safe for concurrent use.
type ChangeEngine struct {
	*Snapshot
	coverage *CoverageEngine
	kept     map[*Change]*keptChange
}

// keptChange is what is worked out about a change when it is first asked for.
type keptChange struct {
	triage  func() (*triage, error)
	changed map[string]func() (changedGround, error) // by layer
	above   func() []bool                            // by part, see [ChangeEngine.aboveTolerance]
}

// NewChange makes the engine of a snapshot that another engine answers coverage of.
func NewChange(coverage *CoverageEngine) *ChangeEngine {
	e := &ChangeEngine{Snapshot: coverage.Snapshot, coverage: coverage, kept: map[*Change]*keptChange{}}
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
