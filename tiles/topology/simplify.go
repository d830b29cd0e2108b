package topology

// Simplify takes away vertices between two edges, wherever the triangle with their neighbours has at most the given area (twice
// it, in squares of the lattice), smallest first. A vertex that ends more or fewer than two edges stays, so that
// shared borders stay shared; so does one whose loss would bring an edge across a vertex or near it. No ring vanishes.
func (m *Polygons) Simplify(twiceArea int64) *Polygons {
	s := newSimplifier(m)
	s.run(twiceArea)
	out := &Polygons{Points: m.Points, Rings: []int32{0}, Features: m.Features}
	for r := range len(m.Rings) - 1 {
		for _, v := range m.Ring(int32(r)) {
			if !s.gone[v] {
				out.Vertices = append(out.Vertices, v)
			}
		}
		out.Rings = append(out.Rings, int32(len(out.Vertices)))
	}
	out.compact()
	return out
}

const (
	unknown = -1
	fixed   = -2 // not between exactly two edges
)

type simplifier struct {
	m      *Polygons
	sides  [][2]int32 // the two neighbours of a vertex
	gone   []bool
	grid   *bucketGrid
	direct map[halfEdge]bool // edges that came to run between two fixed vertices, from the lower
	queues [][]int32
}

func newSimplifier(m *Polygons) *simplifier {
	s := &simplifier{m: m, sides: make([][2]int32, len(m.Points)), gone: make([]bool, len(m.Points)), grid: pointGrid(m.Points), direct: map[halfEdge]bool{}}
	for v := range s.sides {
		s.sides[v] = [2]int32{unknown, unknown}
	}
	meet := func(v, w int32) {
		switch side := &s.sides[v]; {
		case side[0] == fixed || side[0] == w || side[1] == w:
		case side[0] == unknown:
			side[0] = w
		case side[1] == unknown:
			side[1] = w
		default:
			side[0] = fixed
		}
	}
	m.eachEdge(func(u, v int32) {
		meet(u, v)
		meet(v, u)
	})
	m.eachEdge(func(u, v int32) {
		if s.sides[u][0] == fixed && s.sides[v][0] == fixed {
			s.direct[halfEdge{min(u, v), max(u, v)}] = true
		}
	})
	return s
}

// run works through queues by area, which is a small whole number.
func (s *simplifier) run(limit int64) {
	s.queues = make([][]int32, limit+1)
	for v := range s.sides {
		s.enqueue(int32(v), 0)
	}
	for area := range s.queues {
		for i := 0; i < len(s.queues[area]); i++ {
			v := s.queues[area][i]
			if s.gone[v] {
				continue
			}
			a, c := s.sides[v][0], s.sides[v][1]
			if now := s.area(v); now > int64(area) {
				s.enqueue(v, int64(area)+1)
				continue
			}
			if s.joined(a, c) || s.blocked(a, v, c) {
				continue
			}
			s.remove(a, v, c)
			s.enqueue(a, int64(area))
			s.enqueue(c, int64(area))
		}
		s.queues[area] = nil
	}
}

// enqueue queues a vertex, not before a queue that is being worked on.
func (s *simplifier) enqueue(v int32, least int64) {
	if s.sides[v][0] < 0 || s.sides[v][1] < 0 {
		return
	}
	if area := max(least, s.area(v)); area < int64(len(s.queues)) {
		s.queues[area] = append(s.queues[area], v)
	}
}

func (s *simplifier) area(v int32) int64 {
	p := s.m.Points
	return abs(turn(p[s.sides[v][0]], p[v], p[s.sides[v][1]]))
}

// joined tells whether an edge runs between two vertices.
func (s *simplifier) joined(a, c int32) bool {
	for _, v := range [2]int32{a, c} {
		if s.sides[v][0] != fixed {
			o := a + c - v
			return s.sides[v][0] == o || s.sides[v][1] == o
		}
	}
	return s.direct[halfEdge{min(a, c), max(a, c)}]
}

func (s *simplifier) remove(a, v, c int32) {
	s.gone[v] = true
	for _, end := range [2]int32{a, c} {
		other := a + c - end
		switch side := &s.sides[end]; {
		case side[0] == fixed:
		case side[0] == v:
			side[0] = other
		default:
			side[1] = other
		}
	}
	if s.sides[a][0] == fixed && s.sides[c][0] == fixed {
		s.direct[halfEdge{min(a, c), max(a, c)}] = true
	}
}

// blocked tells whether a vertex lies in the closed triangle a, v, c, or the edge a–c passes through the unit square around one.
func (s *simplifier) blocked(a, v, c int32) bool {
	p, q, r := s.m.Points[a], s.m.Points[v], s.m.Points[c]
	if turn(p, q, r) < 0 {
		p, r = r, p
	}
	edge := segment{2 * int64(p.X), 2 * int64(p.Y), 2 * (int64(r.X) - int64(p.X)), 2 * (int64(r.Y) - int64(p.Y))}
	found := false
	look := func(row, from, to int) {
		if found {
			return
		}
		base := row * s.grid.columns
		for _, h := range s.grid.items[s.grid.start[base+from]:s.grid.start[base+to+1]] {
			if h == a || h == v || h == c || s.gone[h] {
				continue
			}
			o := s.m.Points[h]
			if turn(p, q, o) >= 0 && turn(q, r, o) >= 0 && turn(r, p, o) >= 0 {
				found = true
				return
			}
			if _, hit := edge.intersectsHotPixel(2*int64(o.X), 2*int64(o.Y), 1); hit {
				found = true
				return
			}
		}
	}
	// The triangle is thin: what lies in it lies between the edge a–c and the way over v.
	s.grid.between(p, q, r, look)
	return found
}
