package certificate

import (
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Engine issues certificates from one snapshot and checks them. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	coverage *coverage.Engine
}

// New makes the engine of a snapshot that another engine answers coverage of.
func New(coverage *coverage.Engine) *Engine {
	return &Engine{coverage.Snapshot, coverage}
}
