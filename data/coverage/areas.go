package coverage

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Ellipsoidal is the name of the default area method in answers.
const Ellipsoidal = "ellipsoidal CGCS2000"

// Areas takes areas, in m², by one method. What Of returns may be one of the slices that it was given, and must not be changed.
type Areas struct {
	Method  string
	Measure area.Measure
	facts   []float64 // of the rows of Facts
	// Of picks or computes the areas of a layer's features.
	Of func(shapes *spatial.Polygons, ellipsoidal, planar []float64) []float64
}

// AreasBy returns the way to take areas that k names. A plane that is refused, see [Engine.PlanarMeasure], is a
// [*snapshot.QueryError], and so is another plane than the working CRS with demand forest.
func (s *Engine) AreasBy(k ViewKey) (Areas, error) {
	if k.Planar == "" {
		return Areas{Ellipsoidal, s.Manifest.Ellipsoid, s.Facts.Ellipsoidal, func(_ *spatial.Polygons, e, _ []float64) []float64 { return e }}, nil
	}
	m, same, err := s.PlanarMeasure(k.Planar)
	if err != nil {
		return Areas{}, err
	}
	method := "planar " + k.Planar
	if same {
		return Areas{method, m, s.Facts.Planar, func(_ *spatial.Polygons, _, p []float64) []float64 { return p }}, nil
	}
	if k.Demand == rules.DemandForest {
		return Areas{}, &snapshot.QueryError{Reason: fmt.Sprintf("planar areas of forest are kept in the working CRS %s only; ask for --planar %s, or set `crs: %s` in the project file and ingest again",
			s.Manifest.CRS.Name, s.Manifest.CRS.Name, k.Planar)}
	}
	return Areas{method, m, s.factsIn(m), func(shapes *spatial.Polygons, _, _ []float64) []float64 { return m.Features(shapes) }}, nil
}

// factsIn measures every face anew and shares the difference out over its rows, so that sums over whole faces are exact.
func (e *Engine) factsIn(m area.Measure) []float64 {
	faces := m.Features(e.Facts.Faces)
	sums := make([]float64, len(faces))
	for row, face := range e.Facts.Face {
		sums[face] += e.Facts.Planar[row]
	}
	out := make([]float64, len(e.Facts.Face))
	for row, face := range e.Facts.Face {
		out[row] = e.Facts.Planar[row] * faces[face] / sums[face]
	}
	return out
}

// measured returns the findings with the Area columns filled.
func measured(f *snapshot.Findings, pick Areas) *snapshot.Findings {
	out := *f
	for _, s := range []*snapshot.FindingTable{&out.Gaps, &out.Overlaps, &out.Residue} {
		s.Area = pick.Of(s.Shapes, s.Ellipsoidal, s.Planar)
	}
	return &out
}
