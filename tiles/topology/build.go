package topology

import "slices"

// Builder gathers features. Rings may touch, overlap and cross each other, within a feature and between features.
type Builder struct {
	table *vertexTable
	mesh  Polygons
	ring  []int32
}

// NewBuilder returns a builder for about so many vertices.
func NewBuilder(vertices int) *Builder {
	return &Builder{table: newVertexTable(vertices), mesh: Polygons{Rings: []int32{0}, Features: []int32{0}}}
}

// Ring adds a ring, not closed and wound either way, to the feature at hand. Edges must be shorter than 2²⁵ units per axis. What
// has no ground on the lattice, down to a single place, vanishes when the mesh is built; a feature may be left without rings.
func (b *Builder) Ring(points []Point, outer bool) {
	b.ring = b.ring[:0]
	for _, p := range points {
		b.ring = append(b.ring, b.table.add(p))
	}
	area := TwiceArea(points)
	if (area > 0) != outer {
		slices.Reverse(b.ring)
	}
	b.mesh.Vertices = append(b.mesh.Vertices, b.ring...)
	b.mesh.Rings = append(b.mesh.Rings, int32(len(b.mesh.Vertices)))
}

// Len is the number of features so far.
func (b *Builder) Len() int { return len(b.mesh.Features) - 1 }

// Feature ends the feature at hand.
func (b *Builder) Feature() {
	b.mesh.Features = append(b.mesh.Features, int32(len(b.mesh.Rings)-1))
}

// Build makes the mesh; the builder is spent.
func (b *Builder) Build() *Polygons {
	m := &b.mesh
	m.Points = b.table.points
	b.table = nil
	return m.snap(0, m.crossings(m.edges()))
}
