package overlay

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// square is a square of 100 m with its lower left corner at a place.
func square(x, y float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + 100, y, x + 100, y + 100, x, y + 100, x, y}, [][]int{{10}})
}

func planar(mp *geom.MultiPolygon) float64 {
	sum := 0.0
	for p := range mp.NumPolygons() {
		sum += math.Abs(mp.Polygon(p).Area())
	}
	return sum
}

// TestAmongFeatures: three squares, the second shifted by half a side over the first, the third elsewhere; areas by hand.
func TestAmongFeatures(t *testing.T) {
	var b spatial.Builder
	for _, s := range []*geom.MultiPolygon{square(0, 0), square(50, 50), square(500, 0)} {
		b.Add(s)
	}
	p, a := b.Build(), &arrange.Arrangement{}
	common, err := CommonAreas(a, p, 0, p, []int{1, 2})
	if err != nil || math.Abs(common[0]-2500) > 1e-6 || common[1] != 0 {
		t.Errorf("shared areas %v, %v", common, err)
	}
	if none, err := CommonAreas(a, p, 0, p, nil); err != nil || len(none) != 0 {
		t.Errorf("with nobody: %v, %v", none, err)
	}
	beyond, err := Beyond(a, p, 0, p, []int{1, 2})
	if err != nil || math.Abs(beyond[0]-7500) > 1e-6 || math.Abs(beyond[1]-10000) > 1e-6 {
		t.Errorf("outside of the first: %v, %v", beyond, err)
	}
	for other, want := range map[int]float64{1: 2500, 2: 0} {
		ground, err := Common(a, p, 0, p, other)
		if err != nil || math.Abs(planar(ground)-want) > 1e-6 {
			t.Errorf("ground shared with %d: %.6f, %v", other, planar(ground), err)
		}
	}
	union, err := Dissolve(a, p, []int{0, 1, 2})
	if err != nil || math.Abs(planar(union)-27500) > 1e-6 || union.NumPolygons() != 2 {
		t.Errorf("union %.6f in %d polygons, %v", planar(union), union.NumPolygons(), err)
	}
	rest, err := Remainder(a, p, 0, p, []int{1})
	if err != nil || math.Abs(planar(rest)-7500) > 1e-6 {
		t.Errorf("remainder %.6f, %v", planar(rest), err)
	}
	if all, err := Remainder(a, p, 0, p, []int{0}); err != nil || all != nil && planar(all) > 0 {
		t.Errorf("a feature less itself: %v, %v", all, err)
	}
}
