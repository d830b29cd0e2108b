package arrange

import (
	"errors"
	"slices"
)

// faces join the cycles into faces and give them labels. A face is bounded by one cycle from outside, and by one for every
// part of the borders that stands alone inside it.
type faces struct {
	label  []int32 // by cycle
	labels []int32 // those that faces have, by the number they are shown under
	face   []int32 // by cycle: the cycle that stands for the face, -1 for the unbounded one
	island []island
	order  []int32 // islands by their lowest vertex
	byRow  rows
	stack  []int32
}

// island is a connected part of the borders.
type island struct {
	lowest int32 // its vertex of least x, then y
	outer  int32 // the cycle around it
}

var errUnlabelled = errors.New("labels contradict each other; this is a mistake of the program, please report the polygons")

// label finds the islands, then walks from the unbounded ground into each of them.
func (a *Arrangement) label() error {
	h, f := &a.halfEdges, &a.faces
	a.labels.reset()
	cycles := 0
	for _, c := range h.cycle {
		cycles = max(cycles, int(c)+1)
	}
	f.label, f.face = resized(f.label, cycles), resized(f.face, cycles)
	for i := range f.label {
		f.label[i], f.face[i] = -1, int32(i)
	}
	a.findIslands()
	f.byRow.reset()
	for n, k := range f.order {
		from, label := int32(-1), int32(0)
		if n > 0 {
			if from = a.around(f.island[k].lowest, len(f.island)); from >= 0 {
				label = f.label[from]
				from = f.face[from]
			}
		}
		outer := f.island[k].outer
		f.face[outer], f.label[outer] = from, label
		if err := a.spread(outer); err != nil {
			return err
		}
	}
	f.number(a.labels.len())
	return nil
}

// number counts the labels that faces have, the empty one first: others only stood between, where several borders
// coincide.
func (f *faces) number(labels int) {
	as := resized(f.stack, labels)
	for i := range as {
		as[i] = -1
	}
	f.labels, as[0] = append(f.labels[:0], 0), 0
	for c, l := range f.label {
		if as[l] < 0 {
			as[l] = int32(len(f.labels))
			f.labels = append(f.labels, l)
		}
		f.label[c] = as[l]
	}
	f.stack = as
}

// findIslands lists the connected parts of the borders in the order of their lowest vertices.
func (a *Arrangement) findIslands() {
	h, f := &a.halfEdges, &a.faces
	f.island, f.order = f.island[:0], f.order[:0]
	first := resized(f.stack, len(f.label)) // a half of each cycle
	for half, c := range h.cycle {
		first[c] = int32(half)
	}
	// label serves as the mark of what has been seen, and is -1 again afterwards.
	var todo []int32
	for c := range f.label {
		if f.label[c] != -1 {
			continue
		}
		f.label[c] = 0
		todo = append(todo[:0], int32(c))
		lowest := h.origin(first[c])
		for len(todo) > 0 {
			top := first[todo[len(todo)-1]]
			todo = todo[:len(todo)-1]
			for half, again := top, false; !again; half, again = h.next[half], h.next[half] == top {
				if v := h.origin(half); a.lower(v, lowest) {
					lowest = v
				}
				if other := h.cycle[half^1]; f.label[other] == -1 {
					f.label[other] = 0
					todo = append(todo, other)
				}
			}
		}
		f.order = append(f.order, int32(len(f.island)))
		f.island = append(f.island, island{lowest, h.cycle[a.westmost(lowest)]})
	}
	for c := range f.label {
		f.label[c] = -1
	}
	f.stack = first
	slices.SortFunc(f.order, func(i, j int32) int {
		if a.lower(f.island[i].lowest, f.island[j].lowest) {
			return -1
		}
		return 1
	})
}

// lower orders vertices by x, then y.
func (a *Arrangement) lower(u, v int32) bool {
	p := &a.vertices
	return p.x[u] < p.x[v] || p.x[u] == p.x[v] && p.y[u] < p.y[v]
}

// westmost is the half leaving an island's lowest vertex that has the ground west of it on its left: the steepest one, as
// none points west.
func (a *Arrangement) westmost(v int32) int32 {
	h := &a.halfEdges
	best := int32(-1)
	var bx, by float64
	for _, half := range h.leaving(v) {
		if x, y := h.direction(half); best < 0 || crossSign(bx, by, x, y) > 0 {
			best, bx, by = half, x, y
		}
	}
	return best
}

// spread labels all cycles of an island from one whose label is known. Every half is looked at, so that a contradiction
// would be found.
func (a *Arrangement) spread(from int32) error {
	h, f, s := &a.halfEdges, &a.faces, &a.edges
	first := f.stack
	todo := []int32{from}
	for len(todo) > 0 {
		c := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		top := first[c]
		for half, again := top, false; !again; half, again = h.next[half], h.next[half] == top {
			across := f.label[c]
			for l := s.head[half>>1]; l >= 0; l = s.links[l].next {
				across = a.labels.across(across, s.links[l].polygon)
			}
			if net := s.net[half>>1]; net != 0 {
				if half&1 == 0 {
					net = -net
				}
				across = a.labels.counting(across, net)
			}
			switch other := h.cycle[half^1]; f.label[other] {
			case -1:
				f.label[other] = across
				todo = append(todo, other)
			case across:
			default:
				return errUnlabelled
			}
		}
	}
	return nil
}

// around returns the cycle of the half that a ray from vertex v towards the west meets first, among other islands: v's
// island lies in its face. -1 where it meets nothing. The ray runs a hair above v, so that it passes no vertex.
func (a *Arrangement) around(v int32, islands int) int32 {
	h, p, s := &a.halfEdges, &a.vertices, &a.edges
	x, y := p.x[v], p.y[v]
	best := int32(-1) // the half that runs down, so that its left is the east
	a.faces.byRow.each(p, s, y, islands, func(e int32) {
		low, high, half := s.a[e], s.b[e], 2*e+1
		if p.y[low] > p.y[high] {
			low, high, half = high, low, 2*e
		}
		if !(p.y[low] <= y && y < p.y[high]) || p.x[low] >= x && p.x[high] >= x {
			return
		}
		if crossSign(p.x[high]-p.x[low], p.y[high]-p.y[low], x-p.x[low], y-p.y[low]) >= 0 {
			return // v is on its west side, or on it: then it is of v's own island
		}
		if best < 0 || a.eastOf(half, best) {
			best = half
		}
	})
	if best < 0 {
		return -1
	}
	return h.cycle[best]
}

// eastOf tells whether half g, which runs down, lies east of half k on a horizontal line that both meet. They do not cross.
func (a *Arrangement) eastOf(g, k int32) bool {
	h, p := &a.halfEdges, &a.vertices
	side := func(high, low, v int32) int { // of v, seen from low to high: -1 is east
		return crossSign(p.x[high]-p.x[low], p.y[high]-p.y[low], p.x[v]-p.x[low], p.y[v]-p.y[low])
	}
	gHigh, gLow, kHigh, kLow := h.origin(g), h.origin(g^1), h.origin(k), h.origin(k^1)
	if p.y[gLow] >= p.y[kLow] { // g's lower end is beside k
		if d := side(kHigh, kLow, gLow); d != 0 {
			return d < 0
		}
		return side(kHigh, kLow, gHigh) < 0
	}
	if d := side(gHigh, gLow, kLow); d != 0 {
		return d > 0
	}
	return side(gHigh, gLow, kHigh) > 0
}
