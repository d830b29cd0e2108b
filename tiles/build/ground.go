package build

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// ground: zones of all levels, cells, gaps and overlaps, whose borders are each other's.
func (g *builder) ground() {
	s := g.snapshot
	members := []member{
		{layer: attributes.ZonesLayer, shapes: s.Zones.Shapes}, {layer: attributes.CellsLayer, shapes: validCells(s)},
		{layer: attributes.GapsLayer, shapes: s.Found.Gaps.Shapes, collapses: true}, {layer: attributes.OverlapsLayer, shapes: s.Found.Overlaps.Shapes, collapses: true},
	}
	whole := g.topology(members)
	zones, cells := members[0], members[1]
	byRank := make([][]int64, len(snapshot.Levels))
	for i := range s.Zones.Len() {
		rank := s.Zones.Level[i].Rank()
		byRank[rank] = append(byRank[rank], whole.TwiceArea(zones.first+i))
	}
	var cellAreas []int64
	for i := range s.Cells.Len() {
		if a := whole.TwiceArea(cells.first + i); a > 0 {
			cellAreas = append(cellAreas, a)
		}
	}
	small := g.collapsible(members)
	g.each(whole, func(l pyramid.Lattice, m *topology.Polygons) *topology.Polygons {
		rank := finestShown(byRank, l)
		g.ranks[l.Level] = rank
		showCells := isLegible(cellAreas, l)
		if l.Level < pyramid.FullLevel {
			m = m.Keep(func(f int) bool {
				switch {
				case f < cells.first:
					return s.Zones.Level[f-zones.first].Rank() <= rank
				case f < members[2].first:
					return showCells
				}
				return true
			})
			m = small.collapse(m, l).Simplify(simplify)
		} else {
			m = small.collapse(m, l)
		}
		for i, member := range members {
			if member.layer == attributes.CellsLayer && !showCells {
				continue
			}
			end := m.Len()
			if i+1 < len(members) {
				end = members[i+1].first
			}
			r := 0
			if member.layer == attributes.ZonesLayer {
				r = rank
			}
			if g.fits(member, l, m, end) {
				g.layer(member, r, l, m, end, small)
			}
		}
		return m
	})
}

// validCells blanks the cells that are not valid on the snapshot's date, keeping indexes.
func validCells(s *snapshot.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for i := range s.Cells.Len() {
		if s.Manifest.On.Within(s.Cells.ValidFrom[i], s.Cells.ValidTo[i]) {
			b.AddFrom(s.Cells.Shapes, i)
		} else {
			b.Add(nil)
		}
	}
	return b.Build()
}
