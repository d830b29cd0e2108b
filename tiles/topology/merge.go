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
