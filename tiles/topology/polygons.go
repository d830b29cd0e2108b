package topology

// Point is a place on the lattice.
type Point struct{ X, Y int32 }

// Polygons is a set of features, each a multipolygon, over shared vertices. Not safe for changes while it is read.
type Polygons struct {
	Points   []Point
	Vertices []int32 // of all rings, one after the other
	Rings    []int32 // Vertices[Rings[r]:Rings[r+1]] is ring r
	Features []int32 // rings Features[f] to Features[f+1] are those of feature f
}

// Len is the number of features.
func (m *Polygons) Len() int { return len(m.Features) - 1 }

// Ring is a ring's vertices.
func (m *Polygons) Ring(r int32) []int32 { return m.Vertices[m.Rings[r]:m.Rings[r+1]] }

// TwiceArea is double the area of a feature in squares of the lattice.
func (m *Polygons) TwiceArea(f int) int64 {
	var s int64
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		s += m.ringArea(m.Ring(r))
	}
	return s
}

// Outer tells whether ring r is an outer one.
func (m *Polygons) Outer(r int32) bool { return m.ringArea(m.Ring(r)) > 0 }

func (m *Polygons) ringArea(ring []int32) int64 {
	if len(ring) == 0 {
		return 0
	}
	var s int64
	o := m.Points[ring[0]] // keeps the products small
	prev := m.Points[ring[len(ring)-1]]
	for _, v := range ring {
		p := m.Points[v]
		s += int64(prev.X-o.X)*int64(p.Y-o.Y) - int64(p.X-o.X)*int64(prev.Y-o.Y)
		prev = p
	}
	return s
}

// TwiceArea is double the signed area of a ring.
func TwiceArea(ring []Point) int64 {
	if len(ring) == 0 {
		return 0
	}
	var s int64
	o, prev := ring[0], ring[len(ring)-1]
	for _, p := range ring {
		s += int64(prev.X-o.X)*int64(p.Y-o.Y) - int64(p.X-o.X)*int64(prev.Y-o.Y)
		prev = p
	}
	return s
}

// Keep returns the polygons of the features for which keep holds; the others become empty. Vertices that no ring uses are left
// out, so that they stop being in the way of simplification.
func (m *Polygons) Keep(keep func(f int) bool) *Polygons {
	out := &Polygons{Points: m.Points, Rings: []int32{0}, Features: []int32{0}}
	for f := range m.Len() {
		if keep(f) {
			for r := m.Features[f]; r < m.Features[f+1]; r++ {
				out.Vertices = append(out.Vertices, m.Ring(r)...)
				out.Rings = append(out.Rings, int32(len(out.Vertices)))
			}
		}
		out.Features = append(out.Features, int32(len(out.Rings)-1))
	}
	out.compact()
	return out
}

// compact drops vertices that no ring uses.
func (m *Polygons) compact() {
	place := make([]int32, len(m.Points))
	for _, v := range m.Vertices {
		place[v] = 1
	}
	points := make([]Point, 0, len(m.Points))
	for v, used := range place {
		if used == 0 {
			continue
		}
		place[v] = int32(len(points))
		points = append(points, m.Points[v])
	}
	for i, v := range m.Vertices {
		m.Vertices[i] = place[v]
	}
	m.Points = points
}
