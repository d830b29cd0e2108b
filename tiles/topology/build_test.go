package topology

import (
	"testing"

	"pgregory.net/rapid"
)

// speck is a ring of one to six places within so many units of a place; some of them may be the same, also running.
func speck(t *rapid.T, at Point, reach int32) []Point {
	var ring []Point
	for range rapid.IntRange(1, 6).Draw(t, "places") {
		ring = append(ring, Point{at.X + rapid.Int32Range(0, reach).Draw(t, "x"), at.Y + rapid.Int32Range(0, reach).Draw(t, "y")})
	}
	return ring
}

// speckled is a rectangle, or none, with specks: holes and parts of it, anywhere, in its corners and on its sides.
type speckled struct {
	lo, hi Point // equal where the feature has no rectangle
	specks []Point
}

func (s speckled) draw(t *rapid.T, b *Builder, reach int32) speckled {
	if s.lo != s.hi {
		b.Ring([]Point{s.lo, {s.hi.X, s.lo.Y}, s.hi, {s.lo.X, s.hi.Y}}, true)
	}
	for range rapid.IntRange(0, 5).Draw(t, "specks") {
		at := Point{rapid.Int32Range(-60, 60).Draw(t, "sx"), rapid.Int32Range(-60, 60).Draw(t, "sy")}
		switch rapid.IntRange(0, 3).Draw(t, "where") {
		case 0:
			at = s.lo
		case 1:
			at.X = s.hi.X
		}
		s.specks = append(s.specks, at)
		b.Ring(speck(t, at, reach), rapid.Bool().Draw(t, "part"))
	}
	b.Feature()
	return s
}

// far tells whether a place is more than so many units from everything that a speck or a side can move.
func (s speckled) far(x, y, d int64) bool {
	for _, p := range s.specks {
		if x >= int64(p.X)-d && x <= int64(p.X)+d && y >= int64(p.Y)-d && y <= int64(p.Y)+d {
			return false
		}
	}
	out := x < int64(s.lo.X)-d || x > int64(s.hi.X)+d || y < int64(s.lo.Y)-d || y > int64(s.hi.Y)+d
	return out || s.holds(x, y, d)
}

// holds tells whether a place lies in the rectangle, so many units from its sides.
func (s speckled) holds(x, y, d int64) bool {
	return x > int64(s.lo.X)+d && x < int64(s.hi.X)-d && y > int64(s.lo.Y)+d && y < int64(s.hi.Y)-d
}

// TestSpecksVanish: rings down to a single place, as holes, parts and whole features of whatever is around them, break no promise
// at any level, fall in no tile where they have no ground, and change nothing but what lies beside them.
func TestSpecksVanish(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reach := rapid.Int32Range(0, 3).Draw(t, "reach")
		b := NewBuilder(64)
		var features []speckled
		for range rapid.IntRange(1, 5).Draw(t, "features") {
			var s speckled
			if rapid.Bool().Draw(t, "rectangle") {
				s.lo = Point{rapid.Int32Range(-60, 0).Draw(t, "x0"), rapid.Int32Range(-60, 0).Draw(t, "y0")}
				s.hi = Point{s.lo.X + rapid.Int32Range(1, 90).Draw(t, "width"), s.lo.Y + rapid.Int32Range(1, 90).Draw(t, "height")}
			}
			features = append(features, s.draw(t, b, reach))
		}
		m := b.Build()
		for f, s := range features {
			for range 20 {
				x, y := rapid.Int64Range(-70, 95).Draw(t, "x"), rapid.Int64Range(-70, 95).Draw(t, "y")
				if s.far(x, y, 6) && m.covers(f, x, y, 0) != s.holds(x, y, 6) {
					t.Fatalf("feature %d at %d %d: covered %v; %v of %+v", f, x, y, !s.holds(x, y, 6), m.shapes(f), s)
				}
			}
		}
		for level := range 4 {
			if why := m.wrong(); why != "" {
				t.Fatalf("level %d: %s", level, why)
			}
			for f := range m.Len() {
				m.Cut(f, Tiling{Origin: 1 << 20, Size: 16, Pad: 1}, func(_, _ int32, rings [][]Point) {
					for _, ring := range rings {
						if TwiceArea(ring) == 0 {
							t.Fatalf("level %d, feature %d: a ring without ground in a tile: %v", level, f, ring)
						}
					}
				})
			}
			m = m.Simplify(rapid.SampledFrom([]int64{0, 16}).Draw(t, "area")).Coarsen(1)
		}
	})
}

// TestOnePlaceIsNoRing: what is one place only, or runs there and back, has no ground; the feature beside it keeps its own.
func TestOnePlaceIsNoRing(t *testing.T) {
	square := []Point{{0, 0}, {10, 0}, {10, 10}, {0, 10}}
	for name, ring := range map[string][]Point{
		"nothing": {}, "a place": {{5, 5}}, "a corner": {{0, 0}}, "twice a place": {{5, 5}, {5, 5}}, "there and back": {{5, 5}, {6, 5}},
		"three on a line": {{5, 5}, {6, 5}, {7, 5}}, "along the side": {{0, 0}, {4, 0}},
	} {
		for _, outer := range []bool{true, false} {
			b := NewBuilder(8)
			b.Ring(square, true)
			b.Ring(ring, outer)
			b.Feature()
			b.Ring(ring, true)
			b.Feature()
			m := b.Build()
			if m.TwiceArea(0) != 200 || m.Features[1] != 1 || m.Features[2] != 1 {
				t.Errorf("%s (part %v): %d squares, rings %v", name, outer, m.TwiceArea(0), m.Features)
			}
		}
	}
}
