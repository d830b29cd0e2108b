package change

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/once"
)

// Engine answers what has changed, what was not seen, and who answers for it, from one snapshot. It keeps what it worked out for
// a change. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	coverage *coverage.Engine
	triages  once.Cache[*snapshot.Change, *triage]
	changed  once.Cache[changeOf, changedGround]
	above    map[*snapshot.Change]func() []bool // by part, see [Engine.aboveTolerance]
}

// changeOf is a change seen by the features of a layer.
type changeOf struct {
	change *snapshot.Change
	layer  string
}

// New makes the engine of a snapshot that another engine answers coverage of.
func New(coverage *coverage.Engine) *Engine {
	e := &Engine{Snapshot: coverage.Snapshot, coverage: coverage, above: map[*snapshot.Change]func() []bool{}}
	for _, c := range e.Changes {
		e.above[c] = once.Value(func() []bool { return e.aboveTolerance(c) })
	}
	return e
}

// triageOf is a change's triage, computed once for all who ask.
func (e *Engine) triageOf(ctx context.Context, c *snapshot.Change) (*triage, error) {
	t, _, err := e.triages.Get(ctx, c, func(ctx context.Context) (*triage, error) { return e.newTriage(ctx, c) })
	return t, err
}

// changedGround is the patches' ground in the features of a layer, computed once for all who ask.
func (e *Engine) changedGround(ctx context.Context, c *snapshot.Change, layer string) (changedGround, error) {
	g, _, err := e.changed.Get(ctx, changeOf{c, layer}, func(ctx context.Context) (changedGround, error) { return e.changedIn(ctx, c, layer) })
	return g, err
}
