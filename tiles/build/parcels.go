package build

import (
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// parcels adds the parcels, one by one or merged.
func (g *builder) parcels() {
	members := []member{{layer: attributes.ParcelsLayer, shapes: g.snapshot.Parcels.Shapes}}
	m := g.topology(members)
	single := areas(m, members[0])
	l := coarsener{home: g.tables.HomeZones(), g: g}
	g.each(m, func(at pyramid.Lattice, m *topology.Polygons) *topology.Polygons {
		if !g.fits(member{layer: attributes.ParcelsLayer, end: m.Len()}, at, m) {
			return m
		}
		if at.Level < pyramid.FullLevel && l.level == attributes.Unmerged {
			if isLegible(single, at) {
				m = m.Simplify(simplify)
			} else {
				m = l.coarsen(m)
			}
		}
		for {
			if l.level > attributes.Unmerged {
				m = m.Prune(2 * at.PixelArea()).Simplify(simplifyMerged)
			}
			w := layerTiles{tiling: at.Tiling()}
			for f := range m.Len() {
				w.polygons(m, f, int32(f))
			}
			if w.heaviest() <= parcelBytes || l.level == attributes.NotShown {
				g.section(attributes.ParcelsLayer, at.Level, l.level, &w, nil)
				return m
			}
			m = l.coarsen(m)
		}
	})
}

// coarsener merges parcels from one level of aggregation to the next.
type coarsener struct {
	g     *builder
	level int
	home  []int32
	of    []int32 // each parcel's group, of the level of aggregation reached
}

// coarsen merges further: to the next level of aggregation that merges anything, at last to nothing.
func (l *coarsener) coarsen(m *topology.Polygons) *topology.Polygons {
	for {
		l.level++
		if l.level >= attributes.NotShown {
			return m.Keep(func(int) bool { return false })
		}
		of, groups := attributes.ParcelGroups(l.g.snapshot, l.home, l.level)
		if len(groups) == m.Len() {
			continue
		}
		number := make([]int32, m.Len())
		for parcel, group := range of {
			if l.of == nil {
				number[parcel] = group
			} else {
				number[l.of[parcel]] = group
			}
		}
		l.of = of
		return m.Merge(number, len(groups))
	}
}
