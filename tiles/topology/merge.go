package topology

// Merge makes one feature of all features of the same number, 0 to n−1; those with a negative one are left out. Borders inside
// a merged feature vanish; ground that several of them cover counts once.
func (m *Polygons) Merge(number []int32, n int) *Polygons {
	start := make([]int32, n+1)
	for _, k := range number {
		if k >= 0 {
			start[k+1]++
		}
	}
	for k := range n {
		start[k+1] += start[k]
	}
	members := make([]int32, start[n])
	next := append([]int32(nil), start[:n]...)
	for f, k := range number {
		if k >= 0 {
			members[next[k]] = int32(f)
			next[k]++
		}
	}
	out := &Polygons{Points: m.Points, Rings: []int32{0}, Features: []int32{0}}
	var rings [][]int32
	for k := range n {
		rings = rings[:0]
		for _, f := range members[start[k]:start[k+1]] {
			for r := m.Features[f]; r < m.Features[f+1]; r++ {
				rings = append(rings, m.Ring(r))
			}
		}
		if len(rings) > 1 {
			rings = append(rings[:0:0], assemble(m.Points, rings)...)
		}
		for _, ring := range rings {
			out.Vertices = append(out.Vertices, ring...)
			out.Rings = append(out.Rings, int32(len(out.Vertices)))
		}
		out.Features = append(out.Features, int32(len(out.Rings)-1))
	}
	out.compact()
	return out
}

// Prune drops outer rings, with their holes, and holes of less than the given area (twice it, in squares of the lattice).
func (m *Polygons) Prune(twiceArea int64) *Polygons {
	out := &Polygons{Points: m.Points, Rings: []int32{0}, Features: []int32{0}}
	for f := range m.Len() {
		kept := false // the outer ring at hand
		for r := m.Features[f]; r < m.Features[f+1]; r++ {
			area := m.ringArea(m.Ring(r))
			if area > 0 {
				kept = area >= twiceArea
			}
			if kept && abs(area) >= twiceArea {
				out.Vertices = append(out.Vertices, m.Ring(r)...)
				out.Rings = append(out.Rings, int32(len(out.Vertices)))
			}
		}
		out.Features = append(out.Features, int32(len(out.Rings)-1))
	}
	out.compact()
	return out
}
