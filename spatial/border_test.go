package spatial_test

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/spatial"
)

func layerOf(rings ...[]float64) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range rings {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, r, [][]int{{len(r)}}))
	}
	return b.Build()
}

func rectangle(x0, y0, x1, y1 float64) []float64 {
	return []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}
}

func TestBorderByHand(t *testing.T) {
	from := layerOf(rectangle(0, 0, 10, 10))
	ring := layerOf(rectangle(-5, -5, 15, 15))
	for _, c := range []struct {
		name             string
		other            *spatial.Polygons
		shared, distance float64
	}{
		{"beside, along a part of one side", layerOf(rectangle(10, 4, 20, 30)), 6, 0},
		{"beside, more vertices on the common side", layerOf([]float64{10, 0, 20, 0, 20, 10, 10, 10, 10, 7, 10, 3, 10, 0}), 10, 0},
		{"in a corner only", layerOf(rectangle(10, 10, 20, 20)), 0, 0},
		{"apart", layerOf(rectangle(13, 14, 20, 20)), 0, 5},
		{"apart, beside", layerOf(rectangle(12.5, 0, 20, 10)), 0, 2.5},
		{"a millimetre short", layerOf(rectangle(10.0009, 0, 20, 10)), 10, 0.0009},
		{"crossing", layerOf(rectangle(5, -5, 6, 15)), 0, 0},
		{"around it", ring, 0, 0},
		{"inside it", layerOf(rectangle(4, 4, 5, 5)), 0, 0},
		{"at a shallow angle", layerOf([]float64{10, 0, 20, 0, 20, 10, 10.1, 10, 10, 0}), 0, 0},
	} {
		b := spatial.NewBorder(from, 0)
		if got := b.Shared(c.other, 0, spatial.GridStep); math.Abs(got-c.shared) > 1e-9 {
			t.Errorf("%s: shared %v m, want %v", c.name, got, c.shared)
		}
		if got := b.Distance(c.other, 0, 1000); math.Abs(got-c.distance) > 1e-9 {
			t.Errorf("%s: distance %v m, want %v", c.name, got, c.distance)
		}
	}
}

// TestBorderIsMutual: a shared border is symmetric, and the distance of rectangles is that of their sides.
func TestBorderIsMutual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20)
		draw := func(name string) []float64 {
			x, y := float64(n.Draw(t, name+".x")), float64(n.Draw(t, name+".y"))
			return rectangle(x, y, x+1+float64(n.Draw(t, name+".w")), y+1+float64(n.Draw(t, name+".h")))
		}
		a, b := draw("a"), draw("b")
		one, two := layerOf(a), layerOf(b)
		shared, back := spatial.NewBorder(one, 0).Shared(two, 0, 0.001), spatial.NewBorder(two, 0).Shared(one, 0, 0.001)
		if shared != back {
			t.Fatalf("shared %v and back %v", shared, back)
		}
		dx := math.Max(0, math.Max(b[0]-a[2], a[0]-b[2]))
		dy := math.Max(0, math.Max(b[1]-a[5], a[1]-b[5]))
		if got, want := spatial.NewBorder(one, 0).Distance(two, 0, 1e6), math.Hypot(dx, dy); math.Abs(got-want) > 1e-9 {
			t.Fatalf("distance %v, want %v", got, want)
		}
	})
}
