package area_test

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// TestFeatureIsItsRings: a square with a square hole, as a multipolygon and packed; an empty one is nothing.
func TestFeatureIsItsRings(t *testing.T) {
	mp := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 100, 0, 100, 100, 0, 100, 0, 0, 20, 20, 20, 50, 50, 50, 50, 20, 20, 20}, [][]int{{10, 20}})
	var b spatial.Builder
	b.Add(mp)
	m := area.Planar()
	if whole, packed := m.Multi(mp), m.Feature(b.Build(), 0); math.Abs(float64(whole)-9100) > 1e-9 || math.Abs(float64(packed)-9100) > 1e-9 {
		t.Errorf("%v and %v m², want 9100", whole, packed)
	}
	if m.Multi(nil) != 0 {
		t.Error("nothing has an area")
	}
	if e := m.ScaleError(m, spatial.Box{MaxX: 1000, MaxY: 1000}); math.Abs(e) > 1e-12 {
		t.Errorf("a measure is off itself by %v", e)
	}
}
