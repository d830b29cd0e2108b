package raster

import (
	"math"

	"github.com/twpayne/go-geom"
)

// simplify thins the rings of an outline by Douglas and Peucker (1973), so that no corner strays by more than tolerance
// pixels from the thinned border. Corners where rings touch stay. Where thinned rings would meet otherwise, half the
// tolerance is tried, down to the half pixel that takes steps for a slope; then the outline stays as it is. Corners are
// whole numbers, so that all tests are exact.
func simplify(mp *geom.MultiPolygon, tolerance float64) *geom.MultiPolygon {
	for ; tolerance >= 0.5; tolerance /= 2 {
		if out := thinned(mp, tolerance); out != nil {
			return out
		}
	}
	return mp
}

// thinned is the outline by one tolerance, nil if its rings meet.
func thinned(mp *geom.MultiPolygon, tolerance float64) *geom.MultiPolygon {
	visits := map[[2]float64]int{}
	flat := mp.FlatCoords()
	eachRing(mp, func(ring []float64) {
		for i := 2; i < len(ring); i += 2 {
			visits[[2]float64{ring[i], ring[i+1]}]++
		}
	})
	out := make([]float64, 0, len(flat))
	var kept []int
	var segments []segment
	eachRing(mp, func(ring []float64) {
		if fewer := thin(ring, tolerance, visits); len(fewer) >= 8 {
			ring = fewer
		}
		segments = append(segments, segmentsOf(ring)...)
		out = append(out, ring...)
		kept = append(kept, len(out))
	})
	if tangled(segments) {
		return nil
	}
	endss := make([][]int, 0, mp.NumPolygons())
	for _, ends := range mp.Endss() {
		endss = append(endss, kept[:len(ends):len(ends)])
		kept = kept[len(ends):]
	}
	return geom.NewMultiPolygonFlat(geom.XY, out, endss)
}

func eachRing(mp *geom.MultiPolygon, do func(ring []float64)) {
	start := 0
	for _, ends := range mp.Endss() {
		for _, end := range ends {
			do(mp.FlatCoords()[start:end])
			start = end
		}
	}
}

// thin keeps the corners where rings touch, the ring's first corner and the one farthest from it, and thins the ways
// between them.
func thin(ring []float64, tolerance float64, visits map[[2]float64]int) []float64 {
	n := len(ring)/2 - 1
	far, most := 0, 0.0
	for i := range n {
		if d := math.Hypot(ring[2*i]-ring[0], ring[2*i+1]-ring[1]); d > most {
			far, most = i, d
		}
	}
	keep := make([]bool, n+1)
	from := 0
	for i := 1; i <= n; i++ {
		if i == far || i == n || visits[[2]float64{ring[2*i], ring[2*i+1]}] > 1 {
			keep[i] = true
			thinBetween(ring, from, i, tolerance, keep)
			from = i
		}
	}
	keep[0] = true
	var out []float64
	for i, k := range keep {
		if k {
			out = append(out, ring[2*i], ring[2*i+1])
		}
	}
	return out
}

func thinBetween(ring []float64, a, b int, tolerance float64, keep []bool) {
	worst, most := -1, tolerance
	for i := a + 1; i < b; i++ {
		if d := distance(ring[2*i:], ring[2*a:], ring[2*b:]); d > most {
			worst, most = i, d
		}
	}
	if worst >= 0 {
		keep[worst] = true
		thinBetween(ring, a, worst, tolerance, keep)
		thinBetween(ring, worst, b, tolerance, keep)
	}
}

// distance of point p from the segment a–b.
func distance(p, a, b []float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := ((p[0]-a[0])*dx + (p[1]-a[1])*dy) / math.Max(dx*dx+dy*dy, math.SmallestNonzeroFloat64)
	t = clamp(t, 0, 1)
	return math.Hypot(p[0]-a[0]-t*dx, p[1]-a[1]-t*dy)
}

// segment is an edge of a thinned ring from a to b, with the corners before and behind it.
type segment struct{ before, a, b, behind [2]float64 }

func segmentsOf(ring []float64) (out []segment) {
	n := len(ring)/2 - 1
	at := func(i int) [2]float64 { i = (i + n) % n; return [2]float64{ring[2*i], ring[2*i+1]} }
	for i := range n {
		out = append(out, segment{at(i - 1), at(i), at(i + 1), at(i + 2)})
	}
	return out
}

// tangled tells whether any two segments meet as those of a valid polygon may not.
func tangled(segments []segment) bool {
	for i, s := range segments {
		for _, o := range segments[:i] {
			if s.meets(o) {
				return true
			}
		}
	}
	return false
}

// turn is twice the area of the triangle a, b, c: positive where c lies to the left of the way from a to b.
func turn(a, b, c [2]float64) float64 { return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0]) }

func (s segment) meets(o segment) bool {
	switch {
	case s.a == o.a: // two rings touch
		return along(s.a, s.b, o.b) || along(s.a, s.before, o.before) || crosses(s.a, s.before, s.b, o.before, o.b)
	case s.b == o.b:
		return along(s.b, s.a, o.a)
	case s.a == o.b:
		return along(s.a, s.b, o.a)
	case s.b == o.a:
		return along(s.b, s.a, o.b)
	}
	if turn(s.a, s.b, o.a)*turn(s.a, s.b, o.b) > 0 || turn(o.a, o.b, s.a)*turn(o.a, o.b, s.b) > 0 {
		return false
	}
	apart := func(k int) bool {
		return max(s.a[k], s.b[k]) < min(o.a[k], o.b[k]) || max(o.a[k], o.b[k]) < min(s.a[k], s.b[k])
	}
	return !apart(0) && !apart(1)
}

// along tells whether b and c lie in one direction from a.
func along(a, b, c [2]float64) bool {
	return turn(a, b, c) == 0 && (b[0]-a[0])*(c[0]-a[0])+(b[1]-a[1])*(c[1]-a[1]) > 0
}

// crosses tells whether the way c0–p–c1 passes from one side of the way b0–p–b1 to the other.
func crosses(p, b0, b1, c0, c1 [2]float64) bool {
	left := func(q [2]float64) bool { // of the corner b0–p–b1
		in, out := turn(b0, p, q) > 0, turn(p, b1, q) > 0
		if turn(b0, p, b1) > 0 {
			return in && out
		}
		return in || out
	}
	return left(c0) != left(c1)
}
