package lookup

import (
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Engine answers what there is at a point or in a zone, and who answers for it, from one snapshot. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	coverage *coverage.Engine
	change   *change.Engine
}

// New makes the engine of a snapshot that other engines answer coverage and change of.
func New(coverage *coverage.Engine, change *change.Engine) *Engine {
	return &Engine{coverage.Snapshot, coverage, change}
}
