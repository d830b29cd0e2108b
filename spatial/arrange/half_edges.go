package arrange

import "slices"

// halfEdges are the two sides of every edge: half-edge 2e runs from edge e's vertex a to b, half 2e+1 back. The face of a half
// lies on its left.
type halfEdges struct {
	p     *points
	s     *borders
	next  []int32 // around the same face
	cycle []int32 // the cycle of next that it belongs to
	start []int32 // by vertex, into out
	out   []int32 // half-edges that leave a vertex, counter-clockwise
}

func (h *halfEdges) origin(half int32) int32 {
	if half&1 == 0 {
		return h.s.a[half>>1]
	}
	return h.s.b[half>>1]
}

// leaving lists the half-edges that leave a vertex.
func (h *halfEdges) leaving(v int32) []int32 { return h.out[h.start[v]:h.start[v+1]] }

// direction is the vector along a half.
func (h *halfEdges) direction(half int32) (dx, dy float64) {
	u, v := h.origin(half), h.origin(half^1)
	return h.p.x[v] - h.p.x[u], h.p.y[v] - h.p.y[u]
}

func (h *halfEdges) build(p *points, s *borders) {
	h.p, h.s = p, s
	n := 2 * s.len()
	h.start = resized(h.start, int(p.len())+1)
	clear(h.start)
	for e := range s.len() {
		h.start[s.a[e]]++
		h.start[s.b[e]]++
	}
	sum := int32(0)
	for i, k := range h.start {
		sum += k
		h.start[i] = sum
	}
	h.out, h.next = resized(h.out, n), resized(h.next, n)
	for half := int32(n) - 1; half >= 0; half-- {
		v := h.origin(half)
		h.start[v]--
		h.out[h.start[v]] = half
	}
	for v := range p.len() {
		around := h.leaving(v)
		if len(around) > 2 { // two are in order either way
			slices.SortFunc(around, h.compareAngles)
		}
		// Coming in along a half's twin, the face on the left goes on along the half that is next clockwise.
		for i, half := range around {
			before := i - 1
			if before < 0 {
				before = len(around) - 1
			}
			h.next[half^1] = around[before]
		}
	}
	h.trace()
}

// compareAngles orders half-edges that leave one vertex by their angle in [0, 2π). No two are equal, since edges do not overlap.
func (h *halfEdges) compareAngles(a, b int32) int {
	ax, ay := h.direction(a)
	bx, by := h.direction(b)
	if la, lb := lower(ax, ay), lower(bx, by); la != lb {
		if la {
			return 1
		}
		return -1
	}
	return -crossSign(ax, ay, bx, by)
}

// lower tells whether a direction's angle is π or more.
func lower(x, y float64) bool { return y < 0 || y == 0 && x < 0 }

// trace numbers the cycles of next.
func (h *halfEdges) trace() {
	h.cycle = resized(h.cycle, len(h.next))
	for i := range h.cycle {
		h.cycle[i] = -1
	}
	n := int32(0)
	for first := range h.cycle {
		if h.cycle[first] >= 0 {
			continue
		}
		for half := int32(first); h.cycle[half] < 0; half = h.next[half] {
			h.cycle[half] = n
		}
		n++
	}
}
