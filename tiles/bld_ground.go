package tiles

import (
	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// ground: zones of all levels, cells, gaps and overlaps, whose borders are each other's.
func (g *grower) ground() {
	s := g.snapshot
	members := []member{
		{layer: zonesLayer, shapes: s.Zones.Shapes}, {layer: cellsLayer, shapes: validCells(s)},
		{layer: gapsLayer, shapes: s.Found.Gaps.Shapes, spots: true}, {layer: overlapsLayer, shapes: s.Found.Overlaps.Shapes, spots: true},
	}
	whole := g.build(members)
	zones, cells := members[0], members[1]
	byRank := make([][]int64, len(data.Levels))
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
	spots := g.spotsOf(members)
	g.each(whole, func(l lattice, m *topology.Polygons) *topology.Polygons {
		rank := finestShown(byRank, l)
		g.ranks[l.level] = rank
		showCells := isLegible(cellAreas, l)
		if l.level < fullLevel {
			m = m.Keep(func(f int) bool {
				switch {
				case f < cells.first:
					return s.Zones.Level[f-zones.first].Rank() <= rank
				case f < members[2].first:
					return showCells
				}
				return true
			})
			m = spots.takeOut(m, l).Simplify(simplify)
		} else {
			m = spots.takeOut(m, l)
		}
		for i, member := range members {
			if member.layer == cellsLayer && !showCells {
				continue
			}
			end := m.Len()
			if i+1 < len(members) {
				end = members[i+1].first
			}
			r := 0
			if member.layer == zonesLayer {
				r = rank
			}
			if g.fits(member, l, m, end) {
				g.write(member, r, l, m, end, spots)
			}
		}
		return m
	})
}

// validCells blanks the cells that are not valid on the snapshot's date, keeping indexes.
func validCells(s *data.Snapshot) *spatial.Polygons {
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
