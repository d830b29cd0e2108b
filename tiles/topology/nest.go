package topology

import (
	"cmp"
	"slices"
)

// nested is a ring with what is needed to find what lies in what.
type nested struct {
	ring   []int32
	area   int64 // twice
	lo, hi Point
}

// nest orders simple rings that do not cross: outer rings, each followed by its holes. An outer ring in ground that is covered
// already, and a hole above ground that stays covered, are left out. shared are the edges that several rings use, all in one
// direction.
func nest(points []Point, rings [][]int32, shared map[halfEdge]bool) [][]int32 {
	n := nester{Polygons: Polygons{Points: points}, shared: shared}
	n.measure(rings)
	if len(n.rings) == 1 {
		if n.rings[0].area > 0 {
			return [][]int32{n.rings[0].ring}
		}
		return nil
	}
	slices.SortStableFunc(n.rings, largerFirst)
	holes := make([][]int, len(n.rings))
	var outers []int
	for i := range n.rings {
		edge, again := n.ownEdge(i)
		if again {
			continue
		}
		switch cover, container := n.cover(i, edge); {
		case n.rings[i].area > 0 && cover == 0:
			outers = append(outers, i)
		case n.rings[i].area < 0 && cover == 1:
			holes[container] = append(holes[container], i)
		}
	}
	var out [][]int32
	for _, i := range outers {
		out = append(out, n.rings[i].ring)
		for _, h := range holes[i] {
			out = append(out, n.rings[h].ring)
		}
	}
	return out
}

// nester finds what lies in what.
type nester struct {
	Polygons // of which only the points are used
	rings    []nested
	shared   map[halfEdge]bool
}

// measure takes the rings that have an area.
func (n *nester) measure(rings [][]int32) {
	n.rings = make([]nested, 0, len(rings))
	for _, ring := range rings {
		r := nested{ring: ring, area: n.ringArea(ring), lo: n.Points[ring[0]], hi: n.Points[ring[0]]}
		for _, v := range ring {
			p := n.Points[v]
			r.lo.X, r.lo.Y = min(r.lo.X, p.X), min(r.lo.Y, p.Y)
			r.hi.X, r.hi.Y = max(r.hi.X, p.X), max(r.hi.Y, p.Y)
		}
		if r.area != 0 {
			n.rings = append(n.rings, r)
		}
	}
}

// largerFirst orders rings by size. What contains a ring is larger, so that containers come before.
func largerFirst(a, b nested) int { return cmp.Compare(abs(b.area), abs(a.area)) }

// ownEdge returns the index of the first edge of ring i that no other ring uses, of any edge if there is none; again tells whether the
// ring then is one of those before it once more.
func (n *nester) ownEdge(i int) (edge int, again bool) {
	if len(n.shared) == 0 {
		return 0, false
	}
	r := &n.rings[i]
	for edge < len(r.ring) && n.shared[halfEdge{r.ring[edge], r.ring[(edge+1)%len(r.ring)]}] {
		edge++
	}
	if edge < len(r.ring) {
		return edge, false
	}
	return 0, slices.ContainsFunc(n.rings[:i], func(o nested) bool { return o.area == r.area && o.lo == r.lo && o.hi == r.hi })
}

// cover counts how many times the rings before ring i cover the ground beside an edge of it, and returns the one by which it
// last became covered.
func (n *nester) cover(i, edge int) (cover, container int) {
	r := &n.rings[i]
	a, b := n.Points[r.ring[edge]], n.Points[r.ring[(edge+1)%len(r.ring)]]
	x, y := int64(a.X)+int64(b.X), int64(a.Y)+int64(b.Y) // the middle of the edge, doubled: on no other ring's edge
	container = -1
	for j := range n.rings[:i] {
		o := &n.rings[j]
		switch {
		case r.lo.X < o.lo.X || r.lo.Y < o.lo.Y || r.hi.X > o.hi.X || r.hi.Y > o.hi.Y || !n.around(o.ring, x, y):
		case o.area < 0:
			cover--
		default:
			if cover++; cover == 1 {
				container = j
			}
		}
	}
	return cover, container
}

// around tells whether a ring lies around a place given in doubled coordinates, by counting crossings of a ray.
func (m *Polygons) around(ring []int32, x, y int64) bool {
	in := false
	a := m.Points[ring[len(ring)-1]]
	for _, v := range ring {
		b := m.Points[v]
		in = in != rayCrosses(a, b, x, y)
		a = b
	}
	return in
}

// rayCrosses tells whether the ray to the right from a place in doubled coordinates crosses the edge a–b.
func rayCrosses(a, b Point, x, y int64) bool {
	ax, ay, bx, by := 2*int64(a.X), 2*int64(a.Y), 2*int64(b.X), 2*int64(b.Y)
	if (ay > y) == (by > y) {
		return false
	}
	side := (bx-ax)*(y-ay) - (by-ay)*(x-ax) // > 0: left of a–b as seen with y upwards
	return (side > 0) == (by > ay)
}
