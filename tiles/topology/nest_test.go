package topology

import (
	"slices"
	"testing"
)

// square is a ring of a square, outwards or as a hole.
func square(x, y, side int32, outer bool) []Point {
	ring := []Point{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}}
	if !outer {
		slices.Reverse(ring)
	}
	return ring
}

// TestNest: an outer ring is followed by its own holes; an outer ring on covered ground, a hole in nothing and the same ring once more
// are left out; an island in a hole is an outer ring of its own.
func TestNest(t *testing.T) {
	for name, c := range map[string]struct {
		rings [][]Point
		want  [][]Point
	}{
		"a hole before its ring": {[][]Point{square(2, 2, 2, false), square(0, 0, 10, true)}, [][]Point{square(0, 0, 10, true), square(2, 2, 2, false)}},
		"an island": {[][]Point{square(0, 0, 20, true), square(2, 2, 10, false), square(4, 4, 3, true)},
			[][]Point{square(0, 0, 20, true), square(2, 2, 10, false), square(4, 4, 3, true)}},
		"on covered ground":        {[][]Point{square(0, 0, 20, true), square(2, 2, 10, true)}, [][]Point{square(0, 0, 20, true)}},
		"a hole in nothing":        {[][]Point{square(30, 30, 4, false), square(0, 0, 20, true)}, [][]Point{square(0, 0, 20, true)}},
		"a hole above more ground": {[][]Point{square(0, 0, 20, true), square(1, 1, 15, true), square(3, 3, 2, false)}, [][]Point{square(0, 0, 20, true)}},
		"a hole alone":             {[][]Point{square(0, 0, 20, false)}, nil},
		"two polygons": {[][]Point{square(0, 0, 10, true), square(20, 0, 12, true), square(2, 2, 2, false), square(22, 2, 3, false)},
			[][]Point{square(20, 0, 12, true), square(22, 2, 3, false), square(0, 0, 10, true), square(2, 2, 2, false)}},
	} {
		t.Run(name, func(t *testing.T) {
			points := newVertexTable(64)
			var rings [][]int32
			for _, r := range c.rings {
				var ring []int32
				for _, p := range r {
					ring = append(ring, points.add(p))
				}
				rings = append(rings, ring)
			}
			var got [][]Point
			for _, ring := range nest(points.points, rings, nil) {
				var r []Point
				for _, v := range ring {
					r = append(r, points.points[v])
				}
				got = append(got, r)
			}
			if !slices.EqualFunc(got, c.want, func(a, b []Point) bool { return slices.Equal(a, b) }) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// BenchmarkNest: the rings of many polygons with holes, and of many small features one by one.
func BenchmarkNest(b *testing.B) {
	points := newVertexTable(1 << 14)
	var rings [][]int32
	add := func(ring []Point) {
		var r []int32
		for _, p := range ring {
			r = append(r, points.add(p))
		}
		rings = append(rings, r)
	}
	for y := range int32(40) {
		for x := range int32(40) {
			add(square(x*100, y*100, 90-x, true))
			add(square(x*100+10, y*100+10, 20, false))
			add(square(x*100+13, y*100+13, 8, true))
		}
	}
	b.Run("many", func(b *testing.B) {
		for b.Loop() {
			if len(nest(points.points, rings, nil)) != len(rings) {
				b.Fatal("rings are lost")
			}
		}
	})
	b.Run("few", func(b *testing.B) {
		for b.Loop() {
			for i := 0; i < len(rings); i += 3 {
				nest(points.points, rings[i:i+3], nil)
			}
		}
	})
}
