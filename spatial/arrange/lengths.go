package arrange

import "math"

// Borders calls do for every edge between faces of different labels, with the label on either side and the edge's length
// in metres of the plane. Each edge comes once; its direction, and so which side is called left, means nothing. Edges
// beyond the window, or along its frame, are not to be relied on.
func (a *Arrangement) Borders(do func(left, right int, length float64)) {
	p, s := &a.vertices, &a.edges
	for e := range s.len() {
		l, r := a.sides(e)
		if l == r {
			continue
		}
		u, v := s.a[e], s.b[e]
		do(int(l), int(r), metres(math.Hypot(p.x[v]-p.x[u], p.y[v]-p.y[u])))
	}
}
