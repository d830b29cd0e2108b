package topology

import "slices"

// Builder gathers features. Rings may touch, overlap and cross each other, within a feature and between features.
type Builder struct {
	table    *vertexTable
	polygons Polygons
	ring     []int32
}

// NewBuilder returns a builder for about so many vertices.
func NewBuilder(vertices int) *Builder {
	return &Builder{table: newVertexTable(vertices), polygons: Polygons{Rings: []int32{0}, Features: []int32{0}}}
}

// Ring adds a ring, not closed and wound either way, to the current feature. Edges must be shorter than 2²⁵ units per axis. What
// has no ground on the lattice, down to a single point, vanishes in [Builder.Build]; a feature may be left without rings.
func (b *Builder) Ring(points []Point, outer bool) {
	b.ring = b.ring[:0]
	for _, p := range points {
		b.ring = append(b.ring, b.table.add(p))
	}
	area := TwiceArea(points)
	if (area > 0) != outer {
		slices.Reverse(b.ring)
	}
	b.polygons.Vertices = append(b.polygons.Vertices, b.ring...)
	b.polygons.Rings = append(b.polygons.Rings, int32(len(b.polygons.Vertices)))
}

// Len is the number of features so far.
func (b *Builder) Len() int { return len(b.polygons.Features) - 1 }

// Feature ends the current feature.
func (b *Builder) Feature() {
	b.polygons.Features = append(b.polygons.Features, int32(len(b.polygons.Rings)-1))
}

// Build snaps what was added; the builder must not be used afterwards.
func (b *Builder) Build() *Polygons {
	m := &b.polygons
	m.Points = b.table.points
	b.table = nil
	return m.snap(0, m.crossings(m.edges()))
}
