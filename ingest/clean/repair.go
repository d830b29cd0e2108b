package clean

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// maxRepairs bounds the rounds of snapping and repairing: repairs make new vertices, which snapping moves.
const maxRepairs = 4

// Repairer is what one goroutine needs to mend polygons.
type Repairer struct {
	worker *geos.Worker
	rings  spatial.RingChecker
}

// NewRepairer is one that repairs with a worker.
func NewRepairer(w *geos.Worker) *Repairer { return &Repairer{worker: w} }

// valid tells whether a polygon is proven valid at once: most are one simple ring, which takes no GEOS.
func (m *Repairer) valid(mp *geom.MultiPolygon) bool {
	return mp.NumPolygons() == 1 && len(mp.Endss()[0]) == 1 && m.rings.Simple(mp.FlatCoords())
}

// Repair snaps a polygon to the grid and repairs it until it is valid on the grid. It leaves raw as it is.
func (m *Repairer) Repair(raw *geom.MultiPolygon) (out *geom.MultiPolygon, reason string, before float64, err error) {
	before = spatial.PlanarArea(raw)
	if !closed(raw) {
		return nil, "", before, fmt.Errorf("a ring does not end where it begins")
	}
	out = spatial.Normalize(raw)
	for range maxRepairs {
		if out.NumPolygons() == 0 {
			return nil, "", before, fmt.Errorf("it collapses on the 1 mm grid")
		}
		if m.valid(out) {
			return out, reason, before, nil
		}
		why, err := m.worker.Invalid(out)
		if err != nil || why == "" {
			return out, reason, before, err
		}
		if reason == "" {
			reason = why
		}
		fixed, err := m.worker.MakeValid(out)
		if err != nil {
			return nil, "", before, fmt.Errorf("%s: %w", why, err)
		}
		out = spatial.Normalize(fixed)
	}
	// Each repair makes vertices off the grid, and each snapping moves borders across each other: both at once end it.
	fixed, err := m.worker.OnGrid(out, spatial.GridStep)
	if err != nil {
		return nil, "", before, fmt.Errorf("%s: %w", reason, err)
	}
	out = spatial.Normalize(fixed)
	if out.NumPolygons() == 0 {
		return nil, "", before, fmt.Errorf("it collapses on the 1 mm grid")
	}
	if why, err := m.worker.Invalid(out); err != nil || why != "" {
		return nil, "", before, fmt.Errorf("%s: it stays invalid on the 1 mm grid", reason)
	}
	return out, reason, before, nil
}

// closed tells whether every ring ends where it begins.
func closed(mp *geom.MultiPolygon) bool {
	flat, start := mp.FlatCoords(), 0
	for _, ends := range mp.Endss() {
		for _, e := range ends {
			if e > start && (flat[start] != flat[e-2] || flat[start+1] != flat[e-1]) {
				return false
			}
			start = e
		}
	}
	return true
}
