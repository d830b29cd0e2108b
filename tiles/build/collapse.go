package build

import (
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// collapser keeps which features have become points, and the point of each feature that may become one.
type collapser struct {
	is     map[int]bool
	points map[int]topology.Point
	order  []int
}

func (g *builder) collapsible(members []member) *collapser {
	s := &collapser{is: map[int]bool{}, points: map[int]topology.Point{}}
	for _, m := range members {
		if !m.collapses {
			continue
		}
		for f := range m.shapes.Len() {
			p := g.inside(m.shapes, f)
			g.findings[m.layer] = append(g.findings[m.layer], p)
			s.points[m.first+f] = p
			s.order = append(s.order, m.first+f)
		}
	}
	return s
}

func (s *collapser) at(f int, l pyramid.Lattice) topology.Point {
	return l.FromSteps(s.points[f])
}

// generalise makes points of what has become too small, and simplifies what is left at all levels but the finest.
func (s *collapser) generalise(m *topology.Polygons, l pyramid.Lattice) *topology.Polygons {
	m = s.collapse(m, l)
	if l.Level < pyramid.FullLevel {
		m = m.Simplify(simplify)
	}
	return m
}

// collapse makes points of the features that have become too small, once and for all coarser levels; at the finest level of those
// only that have no ground on the lattice at all.
func (s *collapser) collapse(m *topology.Polygons, l pyramid.Lattice) *topology.Polygons {
	least := 2 * collapsePixels * l.PixelArea()
	if l.Level == pyramid.FullLevel {
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
