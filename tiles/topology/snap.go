package topology

import "slices"

// Coarsen returns the polygons rounded to a lattice 2^k times as coarse.
func (m *Polygons) Coarsen(k uint) *Polygons { return m.snap(k, nil) }

// snap rounds to a lattice 2^k times as coarse; more are further places, on the fine lattice, at which edges are to meet.
//
// The squares around all rounded points are hot. An edge becomes the chain of the hot squares it passes; each link of the
// chain, now straight between two points of the lattice, is led through the hot squares it passes, until none does.
func (m *Polygons) snap(k uint, more []Point) *Polygons {
	half := int32(1) << k >> 1
	round := func(p Point) Point { return Point{(p.X + half) >> k, (p.Y + half) >> k} }
	hot := newVertexTable(len(m.Points) + len(more))
	place := make([]int32, len(m.Points))
	for v, p := range m.Points {
		place[v] = hot.add(round(p))
	}
	for _, p := range more {
		hot.add(round(p))
	}
	s := snapper{k: k, hot: hot.points, grid: pointGrid(hot.points)}
	edges := m.edges()
	detour := make([]int32, len(edges.far)) // where an edge's chain begins in chains, 0 for straight ones
	chains := []int32{0}
	for u := range m.Points {
		for e := edges.start[u]; e < edges.end[u]; e++ {
			v := edges.far[e]
			if chain := s.chain(m.Points[u], m.Points[v], place[u], place[v]); len(chain) > 0 {
				detour[e] = int32(len(chains))
				chains = append(append(chains, int32(len(chain))), chain...)
			}
		}
	}
	t := newNormalizer(hot.points)
	t.doubt = k == 0
	var ring []int32
	for f := range m.Len() {
		for r := m.Features[f]; r < m.Features[f+1]; r++ {
			ring = ring[:0]
			old := m.Ring(r)
			for i, u := range old {
				v := old[(i+1)%len(old)]
				ring = append(ring, place[u])
				if u == v { // the ring is one place, or passes one twice running: no edge leads from it to itself
					continue
				}
				e := edges.find(min(u, v), max(u, v))
				if at := detour[e]; at > 0 {
					chain := chains[at+1 : at+1+chains[at]]
					if u < v {
						ring = append(ring, chain...)
					} else {
						for j := len(chain) - 1; j >= 0; j-- {
							ring = append(ring, chain[j])
						}
					}
				}
			}
			t.ring(ring)
		}
		t.feature()
	}
	return t.polygons()
}

// snapper leads edges through hot squares.
type snapper struct {
	k    uint
	hot  []Point
	grid *bucketGrid

	near []int32
	hits []hit
	path []int32
}

type hit struct {
	at  moment
	hot int32
}

// chain returns the hot points that the edge from a to b, in fine coordinates, is led through between its ends' points u and
// v; valid until the next call.
func (s *snapper) chain(a, b Point, u, v int32) []int32 {
	if u == v {
		return nil
	}
	s.near = s.near[:0]
	s.grid.along(s.hot[u], s.hot[v], 2, func(row, from, to int) {
		base := row * s.grid.columns
		for _, h := range s.grid.items[s.grid.start[base+from]:s.grid.start[base+to+1]] {
			if h != u && h != v && s.close(h, s.hot[u], s.hot[v]) {
				s.near = append(s.near, h)
			}
		}
	})
	if len(s.near) == 0 {
		return nil
	}
	fine := segment{2 * int64(a.X), 2 * int64(a.Y), 2 * (int64(b.X) - int64(a.X)), 2 * (int64(b.Y) - int64(a.Y))}
	s.path = s.path[:0]
	s.route(fine, s.k, u, v, s.near, 0)
	return s.path
}

// close tells whether a hot point is at most about two units from a segment: all that the edge or its first chain can meet.
func (s *snapper) close(h int32, a, b Point) bool {
	p := s.hot[h]
	dx, dy := int64(b.X)-int64(a.X), int64(b.Y)-int64(a.Y)
	cross := dx*(int64(p.Y)-int64(a.Y)) - dy*(int64(p.X)-int64(a.X))
	return abs(cross) <= 2*(abs(dx)+abs(dy))
}

// maxDepth bounds the recursion; each link is shorter than what it came from, so it is never reached.
const maxDepth = 64

// route appends the points between u and v. e is the way between them in coordinates twice those of the lattice 2^k times as
// fine as hot's; candidates may be nil.
func (s *snapper) route(e segment, k uint, u, v int32, candidates []int32, depth int) {
	first := len(s.hits)
	side := int64(1) << k
	test := func(h int32) {
		if h != u && h != v {
			p := s.hot[h]
			if at, ok := e.intersectsHotPixel(2*int64(p.X)<<k, 2*int64(p.Y)<<k, side); ok {
				s.hits = append(s.hits, hit{at, h})
			}
		}
	}
	if candidates != nil {
		for _, h := range candidates {
			test(h)
		}
	} else {
		s.grid.along(s.hot[u], s.hot[v], 1, func(row, from, to int) {
			base := row * s.grid.columns
			for _, h := range s.grid.items[s.grid.start[base+from]:s.grid.start[base+to+1]] {
				test(h)
			}
		})
	}
	hits := s.hits[first:]
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.at.before(b.at):
			return -1
		case b.at.before(a.at):
			return 1
		}
		return int(a.hot - b.hot)
	})
	if len(hits) == 0 && k == 0 || depth >= maxDepth {
		s.hits = s.hits[:first]
		return
	}
	// The links are straight between points of the lattice; u–v itself is one where the fine edge met nothing.
	from := u
	for i := range len(hits) + 1 {
		to := v
		if i < len(hits) {
			to = s.hits[first+i].hot
		}
		a, b := s.hot[from], s.hot[to]
		link := segment{2 * int64(a.X), 2 * int64(a.Y), 2 * (int64(b.X) - int64(a.X)), 2 * (int64(b.Y) - int64(a.Y))}
		var near []int32
		if len(hits) == 0 {
			near = candidates
		}
		s.route(link, 0, from, to, near, depth+1)
		if i < len(hits) {
			s.path = append(s.path, to)
		}
		from = to
	}
	s.hits = s.hits[:first]
}
