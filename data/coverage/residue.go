package coverage

import (
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Finding is one polygon of ground of a zone.
type Finding struct {
	Zone                int32
	Ellipsoidal, Planar float64 // m²
	WidthM              float64 // 2·area/perimeter, the width of a long strip
	Shape               *geom.MultiPolygon
}

// Above tells whether a polygon is at or above the tolerance of the rules.
func (p Finding) Above(r rules.CoverageRule) bool {
	return p.Ellipsoidal >= r.MinAreaM2 && p.WidthM >= r.MinWidthM
}

// NearTolerance tells whether a polygon lies so near the tolerance that two ways of computing it may fall on either side.
func (p Finding) NearTolerance(r rules.CoverageRule) bool {
	const near = 1e-3
	return math.Abs(p.Ellipsoidal-r.MinAreaM2) < near*r.MinAreaM2+1e-6 || math.Abs(p.WidthM-r.MinWidthM) < near*r.MinWidthM+1e-6
}

// FindingsIn takes a zone's ground apart into polygons; dust is rounding and makes none.
func FindingsIn(s *snapshot.Tables, zone int32, ground *geom.MultiPolygon) []Finding {
	var out []Finding
	if ground == nil {
		return nil
	}
	for i := range ground.NumPolygons() {
		one := geom.NewMultiPolygon(geom.XY)
		if err := one.Push(ground.Polygon(i)); err != nil {
			panic(err) // both are XY
		}
		p := Finding{Zone: zone, Shape: one, Ellipsoidal: float64(s.Manifest.Ellipsoid.Multi(one)), Planar: float64(area.Planar().Multi(one))}
		if p.Planar < overlay.Dust {
			continue
		}
		length, start := 0.0, 0
		for _, e := range one.Endss()[0] {
			length += spatial.RingLength(one.FlatCoords()[start:e])
			start = e
		}
		p.WidthM = 2 * p.Planar / length
		out = append(out, p)
	}
	return out
}
