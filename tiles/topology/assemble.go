package topology

import (
	"cmp"
	"slices"
)

// assemble makes simple rings, outer ones followed by their holes, of rings that may touch and overlap themselves and each
// other along edges, but do not cross between vertices. Edges that run both ways cancel; ground that is covered more than once
// counts once.
func assemble(points []Point, rings [][]int32) [][]int32 {
	w := ringWalker{points: points, out: cancel(rings)}
	var shared map[halfEdge]bool
	for i := 1; i < len(w.out); i++ {
		if w.out[i] == w.out[i-1] {
			if shared == nil {
				shared = map[halfEdge]bool{}
			}
			shared[w.out[i]] = true
		}
	}
	return nest(points, w.rings(), shared)
}

// halfEdge is an edge in one direction.
type halfEdge struct{ from, to int32 }

// cancel returns the directed edges of the rings, sorted, without those that also run the other way.
func cancel(rings [][]int32) []halfEdge {
	var all []halfEdge
	for _, ring := range rings {
		if len(ring) < 2 {
			continue
		}
		u := ring[len(ring)-1]
		for _, v := range ring {
			if u != v {
				all = append(all, halfEdge{u, v})
			}
			u = v
		}
	}
	// Opposite edges side by side: those upwards first.
	slices.SortFunc(all, func(a, b halfEdge) int {
		if c := cmp.Compare(min(a.from, a.to), min(b.from, b.to)); c != 0 {
			return c
		}
		if c := cmp.Compare(max(a.from, a.to), max(b.from, b.to)); c != 0 {
			return c
		}
		return cmp.Compare(a.from, b.from)
	})
	kept := all[:0]
	for i := 0; i < len(all); {
		lo, hi := min(all[i].from, all[i].to), max(all[i].from, all[i].to)
		net, j := 0, i
		for ; j < len(all) && min(all[j].from, all[j].to) == lo && max(all[j].from, all[j].to) == hi; j++ {
			if all[j].from == lo {
				net++
			} else {
				net--
			}
		}
		for ; net > 0; net-- {
			kept = append(kept, halfEdge{lo, hi})
		}
		for ; net < 0; net++ {
			kept = append(kept, halfEdge{hi, lo})
		}
		i = j
	}
	slices.SortFunc(kept, func(a, b halfEdge) int {
		if c := cmp.Compare(a.from, b.from); c != 0 {
			return c
		}
		return cmp.Compare(a.to, b.to)
	})
	return kept
}

// ringWalker follows half-edges. At each vertex an arriving one goes on by the first leaving one on its inner side that no other
// arriving one has a better claim to, as brackets match: so walks do not cross, each is a border of the ground that is covered
// more than a certain number of times, and ground that is connected only in a vertex comes apart, as OGC's polygons ask.
type ringWalker struct {
	points []Point
	out    []halfEdge // sorted
	next   []int32    // the half-edge that follows, -1 once it was followed
	path   []int32
	found  [][]int32
}

// rings follows all half-edges and returns the simple rings they make.
func (w *ringWalker) rings() [][]int32 {
	w.match()
	at := map[int32]int{} // where on the path a vertex is
	for e := range w.out {
		if w.next[e] < 0 {
			continue
		}
		clear(at)
		start := w.out[e].from
		w.path = append(w.path[:0], start)
		at[start] = 0
		for i := int32(e); w.next[i] >= 0; {
			v := w.out[i].to
			i, w.next[i] = w.next[i], -1
			j, again := at[v]
			if !again {
				at[v] = len(w.path)
				w.path = append(w.path, v)
				continue
			}
			ring := slices.Clone(w.path[j:]) // a loop is complete
			for _, u := range ring[1:] {
				delete(at, u)
			}
			w.path = w.path[:j+1]
			if len(ring) >= 3 {
				w.found = append(w.found, ring)
			}
		}
	}
	return w.found
}

// match finds the half-edge that follows each.
func (w *ringWalker) match() {
	w.next = make([]int32, len(w.out))
	in := make([]int32, len(w.out)) // half-edges by the vertex they arrive at
	for i := range in {
		in[i] = int32(i)
	}
	slices.SortFunc(in, func(a, b int32) int {
		return cmp.Or(cmp.Compare(w.out[a].to, w.out[b].to), cmp.Compare(b, a)) // half-edges side by side arrive in the opposite order
	})
	var ends []incidence
	for i := 0; i < len(in); {
		v := w.out[in[i]].to
		j := i
		for j < len(in) && w.out[in[j]].to == v {
			j++
		}
		// As many arrive as leave, and both lists are sorted by the vertex: the places agree.
		if j == i+1 {
			w.next[in[i]] = int32(i)
			i = j
			continue
		}
		ends = ends[:0]
		for k := i; k < j; k++ {
			ends = append(ends, incidence{w.direction(v, w.out[in[k]].from), in[k], true}, incidence{w.direction(v, w.out[k].to), int32(k), false})
		}
		w.pair(ends)
		i = j
	}
}

// incidence is an end of a half-edge as seen from a vertex.
type incidence struct {
	direction vector
	halfEdge  int32
	arrives   bool
}

func (w *ringWalker) direction(from, to int32) vector {
	p, q := w.points[from], w.points[to]
	return vector{int64(q.X) - int64(p.X), int64(q.Y) - int64(p.Y)}
}

// pair finds, of the half-edges that end in a vertex, which leaving one follows each arriving one, as brackets match.
func (w *ringWalker) pair(ends []incidence) {
	slices.SortStableFunc(ends, func(a, b incidence) int { return a.direction.byAngle(b.direction) })
	var open, late []int32
	for _, s := range slices.Backward(ends) {
		switch {
		case s.arrives:
			open = append(open, s.halfEdge)
		case len(open) > 0:
			w.next[open[len(open)-1]] = s.halfEdge
			open = open[:len(open)-1]
		default:
			late = append(late, s.halfEdge)
		}
	}
	for _, o := range late { // round the circle
		w.next[open[len(open)-1]] = o
		open = open[:len(open)-1]
	}
}

type vector struct{ x, y int64 }

// byAngle orders directions by their angle from the x axis, in the sense in which outer rings turn.
func (v vector) byAngle(w vector) int {
	if a, b := v.lower(), w.lower(); a != b {
		if b {
			return -1
		}
		return 1
	}
	return cmp.Compare(0, v.x*w.y-v.y*w.x)
}

// lower tells whether the angle is half a turn or more.
func (v vector) lower() bool { return v.y < 0 || v.y == 0 && v.x < 0 }
