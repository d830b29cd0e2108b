package tiles

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// patches are drawn by pixels; their borders are only their own.
func (g *grower) patches() {
	members := []member{{layer: patchesLayer, shapes: patchShapes(g.snapshot), spots: true}}
	spots := g.spotsOf(members)
	g.each(g.build(members), func(l lattice, m *topology.Polygons) *topology.Polygons {
		if l.level < fullLevel {
			m = spots.takeOut(m, l).Simplify(simplify)
		} else {
			m = spots.takeOut(m, l)
		}
		if g.fits(members[0], l, m, m.Len()) {
			g.write(members[0], 0, l, m, m.Len(), spots)
		}
		return m
	})
}

// patchShapes are the shapes of [patchesOf].
func patchShapes(s *data.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range patchesOf(s) {
		b.AddFrom(r.c.Patches.Shapes, r.i)
	}
	return b.Build()
}
