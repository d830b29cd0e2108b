package spatial

import "slices"

// Grow makes room for so many more features and vertices, so that adding them copies nothing twice.
func (b *Builder) Grow(features, vertices int) {
	b.init()
	b.p.Coords = slices.Grow(b.p.Coords, 2*vertices)
	b.p.Rings = slices.Grow(b.p.Rings, features)
	b.p.Parts = slices.Grow(b.p.Parts, features)
	b.p.Features = slices.Grow(b.p.Features, features)
}

// Vertices is the number of vertices added so far.
func (b *Builder) Vertices() int { return b.p.Vertices() }

// Select returns the features for which keep is true, in their order: the layer itself where that is all of them.
func (p *Polygons) Select(keep []bool) *Polygons {
	if !slices.Contains(keep, false) {
		return p
	}
	var b Builder
	b.init()
	for f, k := range keep {
		if k {
			b.AddFrom(p, f)
		}
	}
	return b.Build()
}
