package topology

import "slices"

// nested is a ring with what is needed to find what lies in what.
type nested struct {
	ring   []int32
	area   int64 // twice
	lo, hi Point
}

// nest orders simple rings that do not cross: outer rings, each followed by its holes. An outer ring in ground that is covered
// already, and a hole above ground that stays covered, are left out. shared are the edges that several rings use, all in one
// direction.
func nest(points []Point, rings [][]int32, shared map[arrow]bool) [][]int32 {
	m := Polygons{Points: points}
	all := make([]nested, 0, len(rings))
	for _, ring := range rings {
		n := nested{ring: ring, area: m.ringArea(ring), lo: points[ring[0]], hi: points[ring[0]]}
		for _, v := range ring {
			p := points[v]
			n.lo.X, n.lo.Y = min(n.lo.X, p.X), min(n.lo.Y, p.Y)
			n.hi.X, n.hi.Y = max(n.hi.X, p.X), max(n.hi.Y, p.Y)
		}
		if n.area != 0 {
			all = append(all, n)
		}
	}
	if len(all) == 1 {
		if all[0].area > 0 {
			return [][]int32{all[0].ring}
		}
		return nil
	}
	// What contains a ring is larger: with the largest first, containers come before.
	slices.SortStableFunc(all, func(a, b nested) int {
		switch x, y := abs(a.area), abs(b.area); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	holes := make([][]int, len(all))
	var outers []int
	for i := range all {
		n := &all[i]
		at := 0
		if len(shared) > 0 {
			for at < len(n.ring) && shared[arrow{n.ring[at], n.ring[(at+1)%len(n.ring)]}] {
				at++
			}
			if at == len(n.ring) && i > 0 && slices.ContainsFunc(all[:i], func(o nested) bool { return o.area == n.area && o.lo == n.lo && o.hi == n.hi }) {
				continue // the same ring again
			}
			at %= len(n.ring)
		}
		a, b := points[n.ring[at]], points[n.ring[(at+1)%len(n.ring)]]
		x, y := int64(a.X)+int64(b.X), int64(a.Y)+int64(b.Y) // the middle of an edge, doubled: on no other ring's edge
		cover, inner := 0, -1
		for j := range all[:i] {
			o := &all[j]
			if n.lo.X < o.lo.X || n.lo.Y < o.lo.Y || n.hi.X > o.hi.X || n.hi.Y > o.hi.Y || !m.around(o.ring, x, y) {
				continue
			}
			if o.area > 0 {
				cover++
				if cover == 1 {
					inner = j
				}
			} else {
				cover--
			}
		}
		switch {
		case n.area > 0 && cover == 0:
			outers = append(outers, i)
		case n.area < 0 && cover == 1:
			holes[inner] = append(holes[inner], i)
		}
	}
	var out [][]int32
	for _, i := range outers {
		out = append(out, all[i].ring)
		for _, h := range holes[i] {
			out = append(out, all[h].ring)
		}
	}
	return out
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
