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

// Meeting packs the features of a layer whose boxes meet one of the boxes, in their order, and says which they are.
func Meeting(p *Polygons, index *Index, boxes []Box) (*Polygons, []int32) {
	var which []int32
	for _, b := range boxes {
		for _, i := range index.Query(b) {
			which = append(which, int32(i))
		}
	}
	slices.Sort(which)
	which = slices.Compact(which)
	var out Builder
	for _, i := range which {
		out.AddFrom(p, int(i))
	}
	return out.Build(), which
}
