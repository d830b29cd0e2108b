package topology

// normalizer gathers rings that may have collapsed or come to touch themselves, and makes features of simple rings of them.
type normalizer struct {
	out   Polygons
	seen  []int32 // last feature + 1 that used a vertex
	rings [][]int32
	free  [][]int32
	doubt bool // features of several rings may be no multipolygons yet
}

func newNormalizer(points []Point) *normalizer {
	return &normalizer{out: Polygons{Points: points, Rings: []int32{0}, Features: []int32{0}}, seen: make([]int32, len(points))}
}

// ring adds a copy of a ring to the current feature.
func (t *normalizer) ring(vertices []int32) {
	var ring []int32
	if n := len(t.free); n > 0 {
		ring, t.free = t.free[n-1][:0], t.free[:n-1]
	}
	for _, v := range vertices {
		if n := len(ring); n == 0 || ring[n-1] != v {
			ring = append(ring, v)
		}
	}
	for len(ring) > 1 && ring[0] == ring[len(ring)-1] {
		ring = ring[:len(ring)-1]
	}
	t.rings = append(t.rings, ring)
}

// feature ends the current feature.
func (t *normalizer) feature() {
	mark := int32(len(t.out.Features))                                        // never 0
	simple := !t.doubt || len(t.rings) == 1 && t.out.ringArea(t.rings[0]) > 0 // a hole alone is nothing
	for _, ring := range t.rings {
		for _, v := range ring {
			simple = simple && t.seen[v] != mark
			t.seen[v] = mark
		}
	}
	rings := t.rings
	if !simple {
		rings = assemble(t.out.Points, t.rings)
	}
	for _, ring := range rings {
		if len(ring) >= 3 {
			t.out.Vertices = append(t.out.Vertices, ring...)
			t.out.Rings = append(t.out.Rings, int32(len(t.out.Vertices)))
		}
	}
	t.out.Features = append(t.out.Features, int32(len(t.out.Rings)-1))
	t.free = append(t.free, t.rings...)
	t.rings = t.rings[:0]
}

func (t *normalizer) polygons() *Polygons {
	t.out.compact()
	return &t.out
}
