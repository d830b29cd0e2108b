package build

import (
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// TestWhatHasNoGroundIsAPoint: a finding so small that it falls on one step of the finest level is a point there, too; one with
// any ground is drawn.
func TestWhatHasNoGroundIsAPoint(t *testing.T) {
	b := topology.NewBuilder(8)
	for _, ring := range [][]topology.Point{{{X: 5, Y: 5}}, {{X: 9, Y: 9}, {X: 10, Y: 9}, {X: 9, Y: 10}}, {{X: 20, Y: 20}, {X: 21, Y: 20}}} {
		b.Ring(ring, true)
		b.Feature()
	}
	s := &collapser{is: map[int]bool{}, order: []int{0, 1, 2}}
	m := s.collapse(b.Build(), pyramid.LatticeOf(pyramid.FullLevel))
	if !s.is[0] || s.is[1] || !s.is[2] || m.TwiceArea(1) != 1 {
		t.Errorf("points: %v", s.is)
	}
}
