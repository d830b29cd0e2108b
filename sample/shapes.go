package sample

import (
	"math"
	"math/rand/v2"

	"github.com/twpayne/go-geom"
)

// polygon is an outer ring and its holes.
type polygon [][]xy

// multi packs polygons; holes are wound clockwise.
func multi(polys ...polygon) *geom.MultiPolygon {
	var coords []float64
	var endss [][]int
	for _, p := range polys {
		var ends []int
		for i, r := range p {
			f := flat(r)
			if (ringArea(r) > 0) != (i == 0) {
				f = flat(turned(r))
			}
			coords = append(coords, f...)
			ends = append(ends, len(coords))
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(geom.XY, coords, endss)
}

func turned(r []xy) []xy {
	out := make([]xy, len(r))
	for i, p := range r {
		out[len(r)-1-i] = p
	}
	return out
}

// polygonsOf sorts dissolved rings, the largest first, into polygons: each hole to the smallest outer ring that holds it.
func polygonsOf(rings [][]xy) []polygon {
	var out []polygon
	for _, r := range rings {
		if ringArea(r) > 0 {
			out = append(out, polygon{r})
			continue
		}
		for i := len(out) - 1; i >= 0; i-- {
			if holds(out[i][0], r[0]) {
				out[i] = append(out[i], r)
				break
			}
		}
	}
	return out
}

// star is a closed star-shaped ring around a point, counter-clockwise.
func star(rng *rand.Rand, c xy, radius float64, corners int) []xy {
	var out []xy
	for i := range corners {
		a := 2 * math.Pi * (float64(i) + 0.6*rng.Float64()) / float64(corners)
		r := radius * (0.65 + 0.35*rng.Float64())
		out = append(out, snapped(xy{c.x + r*math.Cos(a), c.y + r*math.Sin(a)}))
	}
	return append(out, out[0])
}

// holds is the crossing rule.
func holds(ring []xy, p xy) bool {
	in := false
	for i := 0; i+1 < len(ring); i++ {
		a, b := ring[i], ring[i+1]
		if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
			in = !in
		}
	}
	return in
}

// within reports whether a ring lies in the inside of another with nothing of the two borders nearer than a margin, judged
// by vertices and crossings.
func within(inner, outer []xy, margin float64) bool {
	for _, p := range inner {
		if !holds(outer, p) {
			return false
		}
		for i := 0; i+1 < len(outer); i++ {
			if distance(p, outer[i], outer[i+1]) < margin {
				return false
			}
		}
	}
	return true
}

// distance of a point from a segment.
func distance(p, a, b xy) float64 {
	d := b.minus(a)
	t := ((p.x-a.x)*d.x + (p.y-a.y)*d.y) / (d.x*d.x + d.y*d.y)
	t = math.Max(0, math.Min(1, t))
	q := a.plus(d, t)
	return math.Hypot(p.x-q.x, p.y-q.y)
}
