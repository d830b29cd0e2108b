package data

import (
	"context"

	"github.com/twpayne/go-geom"
)

// Validity tells by shape why it is no valid multipolygon, "" where it is one or nil. It returns an error if ctx ends.
type Validity func(ctx context.Context, shapes []*geom.MultiPolygon) ([]string, error)

// ScenarioEngine answers how coverage would be with other cells, and which cells would close the gaps, from one snapshot. Nothing is
// written. Safe for concurrent use.
type ScenarioEngine struct {
	*Snapshot
	coverage *CoverageEngine
	validity Validity
}

// NewScenario makes the engine of a snapshot that another engine answers coverage of. Cells with a shape are refused without validity.
func NewScenario(coverage *CoverageEngine, validity Validity) *ScenarioEngine {
	return &ScenarioEngine{coverage.Snapshot, coverage, validity}
}
