package build

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// patches adds the patches, which are drawn by pixels and share no borders with other layers.
func (g *builder) patches() {
	members := []member{{layer: attributes.PatchesLayer, shapes: patchShapes(g.snapshot), collapses: true}}
	small := g.collapsible(members)
	g.each(g.topology(members), func(l pyramid.Lattice, m *topology.Polygons) *topology.Polygons {
		m = small.generalise(m, l)
		if g.fits(members[0], l, m) {
			g.layer(members[0], 0, l, m, small)
		}
		return m
	})
}

// patchShapes are the shapes of [attributes.PatchesOf].
func patchShapes(s *snapshot.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range attributes.PatchesOf(s) {
		b.AddFrom(r.Change.Patches.Shapes, r.Index)
	}
	return b.Build()
}
