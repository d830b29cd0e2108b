package scenario

import (
	"context"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Validity tells by shape why it is no valid multipolygon, "" where it is one or nil. It returns an error if ctx ends.
type Validity func(ctx context.Context, shapes []*geom.MultiPolygon) ([]string, error)

// Engine answers how coverage would be with other cells, and which cells would close the gaps, from one snapshot. Nothing is
// written. Safe for concurrent use.
type Engine struct {
	*snapshot.Snapshot
	coverage *coverage.Engine
	validity Validity
}

// New makes the engine of a snapshot that another engine answers coverage of. Cells with a shape are refused without validity.
func New(coverage *coverage.Engine, validity Validity) *Engine {
	return &Engine{coverage.Snapshot, coverage, validity}
}
