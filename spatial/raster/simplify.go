package raster

import (
	"math"

	"github.com/twpayne/go-geom"
)

// simplify thins the rings of an outline by Douglas and Peucker (1973), so that no corner strays by more than tolerance
// pixels from the thinned border. Where rings would meet, the outline stays as it is.
func simplify(mp *geom.MultiPolygon, tolerance float64) *geom.MultiPolygon {
	var out []float64
	var endss [][]int
	var segments []segment
	flat, start, rings := mp.FlatCoords(), 0, 0
	for _, ends := range mp.Endss() {
		var kept []int
		for _, end := range ends {
			ring := thin(flat[start:end], tolerance)
			if len(ring) < 8 {
				return mp
			}
			segments = append(segments, segmentsOf(ring, rings)...)
			out = append(out, ring...)
			kept = append(kept, len(out))
			rings++
			start = end
		}
		endss = append(endss, kept)
	}
	for i, a := range segments {
		for _, b := range segments[:i] {
			if a.meets(b) {
				return mp
			}
		}
	}
	return geom.NewMultiPolygonFlat(geom.XY, out, endss)
}

// thin keeps the ring's first corner and the one farthest from it, and thins both ways between them.
func thin(ring []float64, tolerance float64) []float64 {
	n := len(ring)/2 - 1
	far, most := 0, 0.0
	for i := range n {
		if d := math.Hypot(ring[2*i]-ring[0], ring[2*i+1]-ring[1]); d > most {
			far, most = i, d
		}
	}
	keep := make([]bool, n+1)
	keep[0], keep[far], keep[n] = true, true, true
	thinBetween(ring, 0, far, tolerance, keep)
	thinBetween(ring, far, n, tolerance, keep)
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

// segment is an edge of a thinned ring; its corners are whole numbers, so that all of its tests are exact.
type segment struct {
	ring, at, n    int
	ax, ay, bx, by float64
}

func segmentsOf(ring []float64, number int) (out []segment) {
	n := len(ring)/2 - 1
	for i := range n {
		out = append(out, segment{number, i, n, ring[2*i], ring[2*i+1], ring[2*i+2], ring[2*i+3]})
	}
	return out
}

// meets tells whether two segments share a point that two valid rings, or one, may not share.
func (s segment) meets(o segment) bool {
	next := s.ring == o.ring && ((o.at+1)%s.n == s.at || (s.at+1)%s.n == o.at)
	side := func(s segment, x, y float64) float64 { return (s.bx-s.ax)*(y-s.ay) - (s.by-s.ay)*(x-s.ax) }
	d1, d2 := side(s, o.ax, o.ay), side(s, o.bx, o.by)
	d3, d4 := side(o, s.ax, s.ay), side(o, s.bx, s.by)
	if next { // they share a corner; only a way straight back is wrong
		return d1 == 0 && d2 == 0 && (s.bx-s.ax)*(o.bx-o.ax)+(s.by-s.ay)*(o.by-o.ay) < 0
	}
	if d1*d2 > 0 || d3*d4 > 0 {
		return false
	}
	return math.Max(s.ax, s.bx) >= math.Min(o.ax, o.bx) && math.Max(o.ax, o.bx) >= math.Min(s.ax, s.bx) &&
		math.Max(s.ay, s.by) >= math.Min(o.ay, o.by) && math.Max(o.ay, o.by) >= math.Min(s.ay, s.by)
}
