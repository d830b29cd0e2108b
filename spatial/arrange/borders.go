package arrange

// borders are segments between two vertices, each stored once with the polygons whose border it is. A polygon whose
// rings run along a segment twice has no border there.
type borders struct {
	a, b  []int32 // a < b
	head  []int32 // into links, -1 for none
	net   []int32 // counted features on the left of a–b, less those on the right
	links []link
	slots slots
}

// link is one polygon of a segment's list.
type link struct{ polygon, next int32 }

func (s *borders) reset() {
	s.a, s.b, s.head, s.net, s.links = s.a[:0], s.b[:0], s.head[:0], s.net[:0], s.links[:0]
	s.slots.reset()
}

func (s *borders) len() int { return len(s.a) }

// at returns the segment between two vertices, a new one without polygons if need be.
func (s *borders) at(a, b int32) int32 {
	if a > b {
		a, b = b, a
	}
	if s.slots.full(len(s.a)) {
		s.slots.grow(len(s.a), func(e int32) uint64 { return hashPair(s.a[e], s.b[e]) })
	}
	for i := s.slots.first(hashPair(a, b)); ; i = s.slots.next(i) {
		e := s.slots.s[i] - 1
		if e < 0 {
			s.slots.s[i] = int32(len(s.a)) + 1
			s.a, s.b, s.head, s.net = append(s.a, a), append(s.b, b), append(s.head, -1), append(s.net, 0)
			return int32(len(s.a)) - 1
		}
		if s.a[e] == a && s.b[e] == b {
			return e
		}
	}
}

func hashPair(a, b int32) uint64 { return mix(uint64(a)*0x9E3779B97F4A7C15 ^ uint64(b)) }

// toggle makes the segment a–b a border of the polygon, or no border of it where it was one.
func (s *borders) toggle(a, b, polygon int32) {
	if a != b {
		e := s.at(a, b)
		s.toggleAt(e, polygon)
	}
}

func (s *borders) toggleAt(e, polygon int32) {
	from := &s.head[e]
	for l := *from; l >= 0; l = s.links[l].next {
		if s.links[l].polygon == polygon {
			*from = s.links[l].next
			return
		}
		from = &s.links[l].next
	}
	s.links = append(s.links, link{polygon, s.head[e]})
	s.head[e] = int32(len(s.links)) - 1
}

// count adds counted features on the left of the way from a to b, and takes them off on its right.
func (s *borders) count(a, b, features int32) {
	if a != b {
		s.countAt(s.at(a, b), a, b, features)
	}
}

func (s *borders) countAt(e, a, b, features int32) {
	if a > b {
		features = -features
	}
	s.net[e] += features
}

// empty tells whether nothing changes across a segment.
func (s *borders) empty(e int) bool { return s.head[e] < 0 && s.net[e] == 0 }

// dropEmpty removes segments across which nothing changes. The segments can no longer be looked up by vertices.
func (s *borders) dropEmpty() {
	n := 0
	for e := range s.len() {
		if !s.empty(e) {
			s.a[n], s.b[n], s.head[n], s.net[n] = s.a[e], s.b[e], s.head[e], s.net[e]
			n++
		}
	}
	s.a, s.b, s.head, s.net = s.a[:n], s.b[:n], s.head[:n], s.net[:n]
}
