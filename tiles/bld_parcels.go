package tiles

import (
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// parcels, one by one or merged.
func (g *grower) parcels() {
	members := []member{{layer: parcelsLayer, shapes: g.snapshot.Parcels.Shapes}}
	m := g.build(members)
	var areas []int64
	for f := range m.Len() {
		if a := m.TwiceArea(f); a > 0 {
			areas = append(areas, a)
		}
	}
	l := ladder{home: g.tables.homes(), g: g}
	g.each(m, func(at lattice, m *topology.Polygons) *topology.Polygons {
		if !g.fits(members[0], at, m, m.Len()) {
			return m
		}
		if at.level < fullLevel && l.rung == single {
			if isLegible(areas, at) {
				m = m.Simplify(simplify)
			} else {
				m = l.climb(m)
			}
		}
		for {
			if l.rung > single {
				m = m.Prune(2 * at.pixel()).Simplify(simplifyMerged)
			}
			w := sectionWriter{tiling: at.tiling()}
			for f := range m.Len() {
				w.polygons(m, f, int32(f))
			}
			if w.heaviest() <= parcelBytes || l.rung == dropped {
				g.section(parcelsLayer, at.level, l.rung, &w, nil)
				return m
			}
			m = l.climb(m)
		}
	})
}

// ladder merges parcels rung by rung.
type ladder struct {
	g    *grower
	rung int
	home []int32
	of   []int32 // each parcel's group, of the rung reached
}

// climb merges further: to the next rung that merges anything, at last to nothing.
func (l *ladder) climb(m *topology.Polygons) *topology.Polygons {
	for {
		l.rung++
		if l.rung >= dropped {
			return m.Keep(func(int) bool { return false })
		}
		of, groups := parcelGroups(l.g.snapshot, l.home, l.rung)
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
