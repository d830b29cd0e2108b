package topology

import (
	"cmp"
	"slices"
)

// sort turns the rings of a polygon that was cut to a box into rings that are simple, outer ones each followed by its holes.
func (b Box) sort(p polygon) [][]Point {
	rings := make([][]Point, len(p))
	for i, ring := range p {
		rings[i] = make([]Point, len(ring))
		for j, c := range ring {
			rings[i][j] = c.p
		}
	}
	sides := b.sides()
	touching := [4]int{}
	for _, ring := range rings {
		for _, q := range ring {
			for i, s := range sides {
				if s.depth(q) == 0 {
					touching[i]++
				}
			}
		}
	}
	if max(touching[0], touching[1], touching[2], touching[3]) <= 2 && TwiceArea(rings[0]) > 0 {
		return rings // no border is run along twice
	}
	t := newVertexTable(64)
	walks := make([][]int32, len(rings))
	for i, ring := range rings {
		for _, q := range ring {
			walks[i] = append(walks[i], t.add(q))
		}
	}
	for _, s := range sides {
		on := s.on(t.points)
		for i, walk := range walks {
			walks[i] = s.through(t.points, on, walk)
		}
	}
	rings = rings[:0]
	for _, walk := range assemble(t.points, walks) {
		ring := make([]Point, len(walk))
		for i, v := range walk {
			ring[i] = t.points[v]
		}
		rings = append(rings, ring)
	}
	return rings
}

// along is a point's place along the side's line.
func (s side) along(p Point) int32 {
	if s.y {
		return p.X
	}
	return p.Y
}

// on returns the points on the line, in order along it.
func (s side) on(points []Point) []int32 {
	var on []int32
	for v, p := range points {
		if s.depth(p) == 0 {
			on = append(on, int32(v))
		}
	}
	slices.SortFunc(on, func(a, b int32) int { return cmp.Compare(s.along(points[a]), s.along(points[b])) })
	return on
}

// through adds to a ring the points on the line that lie on its edges along the line, so that what runs there and back
// cancels.
func (s side) through(points []Point, on []int32, ring []int32) []int32 {
	find := func(v int32) int {
		i, _ := slices.BinarySearchFunc(on, s.along(points[v]), func(o int32, at int32) int { return cmp.Compare(s.along(points[o]), at) })
		return i
	}
	var out []int32
	for i, v := range ring {
		out = append(out, v)
		w := ring[(i+1)%len(ring)]
		if s.depth(points[v]) != 0 || s.depth(points[w]) != 0 {
			continue
		}
		a, b := find(v), find(w)
		for j := a + 1; j < b; j++ {
			out = append(out, on[j])
		}
		for j := a - 1; j > b; j-- {
			out = append(out, on[j])
		}
	}
	return out
}
