package build

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// ground adds zones of all levels, cells, gaps and overlaps, whose borders are each other's.
func (g *builder) ground() {
	s := g.snapshot
	members := []member{
		{layer: attributes.ZonesLayer, shapes: s.Zones.Shapes}, {layer: attributes.CellsLayer, shapes: validCells(s)},
		{layer: attributes.GapsLayer, shapes: s.Found.Gaps.Shapes, collapses: true}, {layer: attributes.OverlapsLayer, shapes: s.Found.Overlaps.Shapes, collapses: true},
	}
	whole := g.topology(members)
	zones, cells := members[0], members[1]
	zoneAreas, cellAreas := g.zoneAreas(whole, zones), areas(whole, cells)
	small := g.collapsible(members)
	g.each(whole, func(l pyramid.Lattice, m *topology.Polygons) *topology.Polygons {
		rank, showCells := finestShown(zoneAreas, l), isLegible(cellAreas, l)
		g.ranks[l.Level] = rank
		if l.Level < pyramid.FullLevel {
			m = m.Keep(func(f int) bool {
				switch {
				case f < zones.end:
					return s.Zones.Level[f-zones.first].Rank() <= rank
				case f < cells.end:
					return showCells
				}
				return true
			})
		}
		m = small.generalise(m, l)
		for _, member := range members {
			if member.layer == attributes.CellsLayer && !showCells {
				continue
			}
			aggregation := 0
			if member.layer == attributes.ZonesLayer {
				aggregation = rank
			}
			if g.fits(member, l, m) {
				g.layer(member, aggregation, l, m, small)
			}
		}
		return m
	})
}

// zoneAreas are the areas (twice, in steps) of the zones of each rank.
func (g *builder) zoneAreas(m *topology.Polygons, zones member) [][]int64 {
	byRank := make([][]int64, len(snapshot.Levels))
	for f := zones.first; f < zones.end; f++ {
		rank := g.snapshot.Zones.Level[f-zones.first].Rank()
		byRank[rank] = append(byRank[rank], m.TwiceArea(f))
	}
	return byRank
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
