package topology

// edges lists the undirected edges of polygons, each once: edge e runs from vertex lo, where start[lo] ≤ e < end[lo], to far[e],
// lo < far[e].
type edges struct {
	start, end, far []int32
}

func (m *Polygons) edges() *edges {
	e := &edges{start: make([]int32, len(m.Points)+1), end: make([]int32, len(m.Points))}
	m.eachEdge(func(u, v int32) { e.start[min(u, v)+1]++ })
	for v := range m.Points {
		e.start[v+1] += e.start[v]
	}
	e.far = make([]int32, len(m.Vertices))
	copy(e.end, e.start)
	m.eachEdge(func(u, v int32) {
		if lo, hi := min(u, v), max(u, v); e.find(lo, hi) < 0 {
			e.far[e.end[lo]] = hi
			e.end[lo]++
		}
	})
	return e
}

// eachEdge calls visit for each edge of each ring, along the ring. There is none from a vertex to itself. It is small enough for the
// compiler to inline, which the snapping of a county's parcels feels.
func (m *Polygons) eachEdge(visit func(u, v int32)) {
	if len(m.Vertices) == 0 {
		return
	}
	for r, end := range m.Rings[1:] {
		u := m.Vertices[max(end, 1)-1] // of an empty ring any, since it has no edge
		for _, v := range m.Vertices[m.Rings[r]:end] {
			if u != v {
				visit(u, v)
			}
			u = v
		}
	}
}

// find returns the edge between two vertices, lo < hi; -1 where there is none.
func (e *edges) find(lo, hi int32) int32 {
	for i := e.start[lo]; i < e.end[lo]; i++ {
		if e.far[i] == hi {
			return i
		}
	}
	return -1
}
