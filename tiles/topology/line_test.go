package topology

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"pgregory.net/rapid"

	"github.com/qingshan-gis/qingshan/internal/hausdorff"
)

// someLine draws a line of a few points within so many units of 0, 0, no two the same running.
func someLine(t *rapid.T, reach int32) []Point {
	var line []Point
	for range rapid.IntRange(2, 12).Draw(t, "points") {
		p := Point{rapid.Int32Range(-reach, reach).Draw(t, "x"), rapid.Int32Range(-reach, reach).Draw(t, "y")}
		if n := len(line); n == 0 || line[n-1] != p {
			line = append(line, p)
		}
	}
	if len(line) == 1 {
		line = append(line, Point{line[0].X, line[0].Y + 1})
	}
	return line
}

func orbLine(line []Point) orb.LineString {
	out := make(orb.LineString, len(line))
	for i, p := range line {
		out[i] = orb.Point{float64(p.X), float64(p.Y)}
	}
	return out
}

// TestCutLineIsClip: each tile shows what orb's clip leaves of the line there, within a unit of the border, and nothing else;
// all tiles together show all of the line.
func TestCutLineIsClip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := someLine(t, 120)
		tiling := Tiling{Origin: 1 << 20, Size: 32, Pad: rapid.Int32Range(0, 4).Draw(t, "pad")}
		got := map[[2]int32][]orb.LineString{}
		CutLine(line, tiling, func(x, y int32, pieces [][]Point) {
			if _, twice := got[[2]int32{x, y}]; twice {
				t.Fatalf("tile %d, %d comes twice", x, y)
			}
			for _, p := range pieces {
				if len(p) < 2 {
					t.Fatalf("tile %d, %d: a piece of %d points", x, y, len(p))
				}
				for i, q := range p {
					if i > 0 && q == p[i-1] {
						t.Fatalf("tile %d, %d: %v twice running", x, y, q)
					}
					if !tiling.box(x, y).holds(Box{q, q}) {
						t.Fatalf("tile %d, %d: %v lies outside", x, y, q)
					}
				}
				got[[2]int32{x, y}] = append(got[[2]int32{x, y}], orbLine(p))
			}
		})
		tiles := map[[2]int32]bool{}
		for x := int32(1<<15) - 5; x <= 1<<15+5; x++ {
			for y := int32(1<<15) - 5; y <= 1<<15+5; y++ {
				tiles[[2]int32{x, y}] = true
			}
		}
		for at := range got {
			if !tiles[at] {
				t.Fatalf("tile %v lies beyond the line", at)
			}
		}
		var all []orb.LineString
		for at := range tiles {
			box := tiling.box(at[0], at[1])
			bound := orb.Bound{Min: orb.Point{float64(box.Lo.X), float64(box.Lo.Y)}, Max: orb.Point{float64(box.Hi.X), float64(box.Hi.Y)}}
			// A point that is rounded to the border may lie where the line is up to half a unit outside.
			if d := hausdorff.Directed(got[at], clip.LineString(bound.Pad(1), orbLine(line)), 0.5); d > 0.75 {
				t.Fatalf("tile %v shows %v of %v: %.2f units off", at, got[at], line, d)
			}
			if want := clip.LineString(bound.Pad(-1), orbLine(line)); hausdorff.Directed(want, got[at], 0.5) > 0.75 {
				t.Fatalf("tile %v lacks some of %v, shows %v", at, want, got[at])
			}
			all = append(all, got[at]...)
		}
		if d := hausdorff.Directed([]orb.LineString{orbLine(line)}, all, 0.5); d > 0.75 {
			t.Fatalf("%v: %.2f units from what all tiles show, %v", line, d, all)
		}
	})
}

// TestSimplifyLineKeepsItsDistance: what is left out lies within the tolerance of what is left, the ends stay, and with a tolerance of 0
// only points on straight stretches go.
func TestSimplifyLineKeepsItsDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := someLine(t, 60)
		tolerance := rapid.SampledFrom([]float64{0, 1, 4, 20}).Draw(t, "tolerance")
		got := SimplifyLine(line, tolerance)
		if len(got) < 2 || got[0] != line[0] || len(got) > len(line) {
			t.Fatalf("%v of %v", got, line)
		}
		for _, p := range line {
			if d := hausdorff.Distance(orb.Point{float64(p.X), float64(p.Y)}, []orb.LineString{orbLine(got)}); d > tolerance+1e-9 {
				t.Fatalf("%v lies %.2f from %v", p, d, got)
			}
		}
	})
}

// TestCoarsenLineLosesNone: each point of the coarse line is a rounded one of the fine, in order, and however small a line is, it is
// drawn.
func TestCoarsenLineLosesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := someLine(t, 1000)
		k := rapid.UintRange(0, 14).Draw(t, "k")
		got := CoarsenLine(line, k)
		if len(got) < 2 {
			t.Fatalf("%v of %v", got, line)
		}
		for i, p := range got {
			if i > 0 && p == got[i-1] {
				t.Fatalf("%v twice running", p)
			}
		}
		scale := math.Exp2(float64(k))
		for _, p := range line {
			if d := hausdorff.Distance(orb.Point{float64(p.X) / scale, float64(p.Y) / scale}, []orb.LineString{orbLine(got)}); d > math.Sqrt2/2+1e-9 {
				t.Fatalf("%v lies %.2f units from %v", p, d, got)
			}
		}
	})
	if CoarsenLine(nil, 3) != nil {
		t.Error("a line of nothing")
	}
}
