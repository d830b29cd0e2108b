package build

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// patches are drawn by pixels; their borders are only their own.
func (g *builder) patches() {
	members := []member{{layer: attributes.PatchesLayer, shapes: patchShapes(g.snapshot), collapses: true}}
	small := g.collapsible(members)
	g.each(g.topology(members), func(l pyramid.Lattice, m *topology.Polygons) *topology.Polygons {
		if l.Level < pyramid.FullLevel {
			m = small.collapse(m, l).Simplify(simplify)
		} else {
			m = small.collapse(m, l)
		}
		if g.fits(members[0], l, m, m.Len()) {
			g.layer(members[0], 0, l, m, m.Len(), small)
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
