package topology

// Prune drops outer rings, with their holes, and holes of less than the given area (twice it, in squares of the lattice).
func (m *Polygons) Prune(twiceArea int64) *Polygons {
	out := &Polygons{Points: m.Points, Rings: []int32{0}, Features: []int32{0}}
	for f := range m.Len() {
		kept := false // the current outer ring
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
