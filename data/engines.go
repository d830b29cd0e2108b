package data

import (
	"github.com/qingshan-gis/qingshan/data/certificate"
	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Engines are the engines of all kinds of questions to one snapshot. Safe for concurrent use.
type Engines struct {
	*snapshot.Snapshot
	Coverage    *coverage.Engine
	Change      *change.Engine
	Scenario    *scenario.Engine
	Certificate *certificate.Engine
	Lookup      *lookup.Engine
}

// Native is what only programs that are linked with GDAL and GEOS can do. What is nil is refused with a [snapshot.QueryError] where a question
// needs it.
type Native struct {
	Planes   coverage.Planes   // coordinate reference systems by name
	Validity scenario.Validity // of polygons that are handed in
}

// NewEngines makes the engines of a snapshot. They share what they keep, and keep nothing before they are asked.
func NewEngines(s *snapshot.Snapshot, n Native) *Engines {
	coverage := coverage.New(s, n.Planes)
	change := change.New(coverage)
	return &Engines{s, coverage, change, scenario.New(coverage, n.Validity), certificate.New(coverage), lookup.New(coverage, change)}
}
