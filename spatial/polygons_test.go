package spatial_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/spatial"
)

func square(x, y, size float64) []float64 {
	return []float64{x, y, x + size, y, x + size, y + size, x, y + size, x, y}
}

// withHole is a 10×10 square with a 4×4 hole, the hole wound wrongly on purpose.
func withHole() *geom.MultiPolygon {
	flat := append(square(0, 0, 10), square(3, 3, 4)...)
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{10, 20}})
}

func TestBuilderKeepsFeaturesApart(t *testing.T) {
	var b spatial.Builder
	b.Add(spatial.Normalize(withHole()))
	b.Add(nil)
	b.Add(geom.NewMultiPolygonFlat(geom.XY, append(square(20, 0, 1), square(30, 0, 2)...), [][]int{{10}, {20}}))
	p := b.Build()
	if p.Len() != 3 || p.Vertices() != 20 {
		t.Fatalf("%d features, %d vertices", p.Len(), p.Vertices())
	}
	var areas [3]float64
	for f := range areas {
		p.EachRing(f, func(_, _ int, xy []float64) { areas[f] += spatial.RingArea(xy) })
	}
	if areas != [3]float64{84, 0, 5} {
		t.Errorf("areas %v, want 84, 0, 5", areas)
	}
	if !p.Bounds(1).Empty() {
		t.Error("a feature without parts has bounds")
	}
	if n := p.Feature(2).NumPolygons(); n != 2 {
		t.Errorf("feature 2 has %d polygons", n)
	}
}

func TestNormalizeSnapsWindsAndDropsWhatCollapses(t *testing.T) {
	tiny := []float64{5, 5, 5.0001, 5, 5.0001, 5.0001, 5, 5.0001, 5, 5}
	flat := append(square(0.0004, 0, 10), tiny...)
	got := spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{10, 20}}))
	if got.NumPolygons() != 1 || got.Polygon(0).NumLinearRings() != 1 {
		t.Fatalf("the collapsed hole is still there: %v", got.Endss())
	}
	if got.FlatCoords()[0] != 0 {
		t.Errorf("first vertex %v is off the grid", got.FlatCoords()[0])
	}
	hole := spatial.Normalize(withHole())
	if a := spatial.RingArea(hole.FlatCoords()[10:]); a != -16 {
		t.Errorf("the hole's area is %v, want -16", a)
	}
}

func TestCoversKnowsHolesAndBorders(t *testing.T) {
	var b spatial.Builder
	b.Add(spatial.Normalize(withHole()))
	p := b.Build()
	for _, c := range []struct {
		x, y float64
		want bool
	}{{1, 1, true}, {5, 5, false}, {3, 5, true}, {10, 10, true}, {0, 5, true}, {10.001, 5, false}, {5, 7, true}, {-1, 0, false}} {
		if got := p.Covers(0, c.x, c.y); got != c.want {
			t.Errorf("(%v, %v): %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestInnerPointLiesInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "corners")
		var flat []float64
		for i := range n {
			r := rapid.Float64Range(1, 100).Draw(t, "radius")
			a := 2 * math.Pi * float64(i) / float64(n)
			flat = append(flat, r*math.Cos(a), r*math.Sin(a))
		}
		flat = append(flat, flat[0], flat[1])
		var b spatial.Builder
		b.Add(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{{len(flat)}}))
		p := b.Build()
		x, y := p.InnerPoint(0)
		if !p.Covers(0, x, y) {
			t.Fatalf("(%v, %v) is not inside %v", x, y, flat)
		}
	})
}

func TestIndexFindsWhatBruteForceFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b spatial.Builder
		n := rapid.IntRange(0, 60).Draw(t, "n")
		coordinate := rapid.Float64Range(-100, 100)
		for range n {
			b.Add(geom.NewMultiPolygonFlat(geom.XY, square(coordinate.Draw(t, "x"), coordinate.Draw(t, "y"), rapid.Float64Range(0.1, 50).Draw(t, "s")), [][]int{{10}}))
		}
		p := b.Build()
		x, y := coordinate.Draw(t, "qx"), coordinate.Draw(t, "qy")
		q := spatial.Box{MinX: x, MinY: y, MaxX: x + 30, MaxY: y + 30}
		var want []int
		for f := range p.Len() {
			if p.Bounds(f).Intersects(q) {
				want = append(want, f)
			}
		}
		if got := spatial.NewIndex(p).Query(q); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func ExampleRingArea() {
	fmt.Println(spatial.RingArea([]float64{0, 0, 100, 0, 100, 50, 0, 50, 0, 0}))
	// Output: 5000
}
