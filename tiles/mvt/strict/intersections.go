package strict

import (
	"cmp"
	"slices"
)

// edge is an edge of a ring, from its corner at to the next.
type edge struct {
	a, b     Point
	ring, at int
}

func (e *edge) lowX() int64  { return min(e.a.X, e.b.X) }
func (e *edge) highX() int64 { return max(e.a.X, e.b.X) }

// passage is how a ring goes through a point: from the place before it to the place after.
type passage struct {
	ring         int
	before, then Point
}

// touches are the points that several rings share, with one passage for each of them.
type touches map[Point][]passage

func (t touches) add(p Point, rings [][]Point, e *edge) {
	for _, have := range t[p] {
		if have.ring == e.ring {
			return // a simple ring is there once
		}
	}
	r, n := rings[e.ring], len(rings[e.ring])
	way := passage{e.ring, e.a, e.b}
	if p == e.a {
		way.before = r[(e.at+n-1)%n]
	} else if p == e.b {
		way.then = r[(e.at+2)%n]
	}
	t[p] = append(t[p], way)
}

// intersections finds every pair of edges that have a point in common, by a sweep over x. It complains of rings that meet
// themselves and of rings that cross or share a stretch, and returns where rings touch.
func intersections(rings [][]Point, wrong complaint) touches {
	var edges []edge
	for n, r := range rings {
		for i, p := range r {
			edges = append(edges, edge{p, r[(i+1)%len(r)], n, i})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.lowX(), b.lowX()) })
	found := touches{}
	var open []int32
	for i := range edges {
		e := &edges[i]
		kept := open[:0]
		for _, k := range open {
			o := &edges[k]
			if o.highX() < e.lowX() {
				continue
			}
			kept = append(kept, k)
			if max(e.a.Y, e.b.Y) >= min(o.a.Y, o.b.Y) && max(o.a.Y, o.b.Y) >= min(e.a.Y, e.b.Y) {
				meet(rings, o, e, found, wrong)
			}
		}
		open = append(kept, int32(i))
	}
	return found
}

func meet(rings [][]Point, e, o *edge, found touches, wrong complaint) {
	if e.ring == o.ring {
		n := len(rings[e.ring])
		switch {
		case (e.at+1)%n == o.at:
			spike(e.ring, e.a, e.b, o.b, wrong)
		case (o.at+1)%n == e.at:
			spike(e.ring, o.a, o.b, e.b, wrong)
		case common(e, o):
			wrong("ring %d meets itself: %v–%v and %v–%v (4.3.4.4)", e.ring, e.a, e.b, o.a, o.b)
		}
		return
	}
	if !common(e, o) {
		return
	}
	if cross(e.a, e.b, o.a) == 0 && cross(e.a, e.b, o.b) == 0 {
		// On one line: one point in common is a touch of ends, more is a stretch.
		for _, p := range []Point{e.a, e.b} {
			for i, q := range []Point{o.a, o.b} {
				other := []Point{o.b, o.a}[i]
				own := e.b
				if p == e.b {
					own = e.a
				}
				if p == q && !ahead(p, own, other) {
					found.add(p, rings, e)
					found.add(p, rings, o)
					return
				}
			}
		}
		wrong("rings %d and %d share a stretch of %v–%v and %v–%v (4.3.4.4)", e.ring, o.ring, e.a, e.b, o.a, o.b)
		return
	}
	touched := false
	for _, p := range []Point{e.a, e.b, o.a, o.b} {
		if on(e, p) && on(o, p) {
			found.add(p, rings, e)
			found.add(p, rings, o)
			touched = true
		}
	}
	if !touched {
		wrong("rings %d and %d cross: %v–%v and %v–%v (4.3.4.4)", e.ring, o.ring, e.a, e.b, o.a, o.b)
	}
}

// spike complains of a ring that turns back on itself at b.
func spike(ring int, a, b, c Point, wrong complaint) {
	if cross(a, b, c) == 0 && ahead(b, a, c) {
		wrong("ring %d turns back on itself at %v (4.3.4.4)", ring, b)
	}
}

// ahead tells whether a and b, on one line with p, lie on the same side of it.
func ahead(p, a, b Point) bool { return (a.X-p.X)*(b.X-p.X)+(a.Y-p.Y)*(b.Y-p.Y) > 0 }

// on tells whether the point lies on the edge, ends included.
func on(e *edge, p Point) bool {
	return cross(e.a, e.b, p) == 0 && min(e.a.X, e.b.X) <= p.X && p.X <= max(e.a.X, e.b.X) &&
		min(e.a.Y, e.b.Y) <= p.Y && p.Y <= max(e.a.Y, e.b.Y)
}

// common tells whether two edges have a point in common.
func common(e, o *edge) bool {
	s1, s2 := sign(cross(e.a, e.b, o.a)), sign(cross(e.a, e.b, o.b))
	s3, s4 := sign(cross(o.a, o.b, e.a)), sign(cross(o.a, o.b, e.b))
	if s1*s2 < 0 && s3*s4 < 0 {
		return true
	}
	return s1 == 0 && on(e, o.a) || s2 == 0 && on(e, o.b) || s3 == 0 && on(o, e.a) || s4 == 0 && on(o, e.b)
}

func sign(v int64) int { return cmp.Compare(v, 0) }
