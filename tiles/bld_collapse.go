package tiles

import (
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// spotList knows which features have become points, and where all of them would lie.
type spotList struct {
	is     map[int]bool
	places map[int]topology.Point
	order  []int
}

func (g *grower) spotsOf(members []member) *spotList {
	s := &spotList{is: map[int]bool{}, places: map[int]topology.Point{}}
	for _, m := range members {
		if !m.spots {
			continue
		}
		for f := range m.shapes.Len() {
			p := g.inside(m.shapes, f)
			g.found[m.layer] = append(g.found[m.layer], p)
			s.places[m.first+f] = p
			s.order = append(s.order, m.first+f)
		}
	}
	return s
}

func (s *spotList) at(f int, l lattice) topology.Point {
	return l.of(s.places[f])
}

// takeOut makes points of the features that have become too small, once and for all coarser levels; at the finest level of those
// only that have no ground on the lattice at all.
func (s *spotList) takeOut(m *topology.Polygons, l lattice) *topology.Polygons {
	least := 2 * spotPixels * l.pixel()
	if l.level == fullLevel {
		least = 1
	}
	found := false
	for _, f := range s.order {
		if !s.is[f] && m.TwiceArea(f) < least {
			s.is[f], found = true, true
		}
	}
	if !found {
		return m
	}
	return m.Keep(func(f int) bool { return !s.is[f] })
}
