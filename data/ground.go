package data

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// ground is what zone z accounts for, as a feature of a layer: all of a leaf, and of a parent what no child holds. A
// parent that had no such ground at ingest, or only dust, has none.
func (s *Snapshot) ground(z int32) (shapes *spatial.Polygons, feature int, err error) {
	if s.Zones.Leaf(z) {
		return s.Zones.Shapes, int(z), nil
	}
	shapes, _, err = s.grounds.Get(context.Background(), z, func(context.Context) (*spatial.Polygons, error) { return s.unassignedGround(z) })
	return shapes, 0, err
}

// unassignedGround is what no child of a parent holds, as a layer of one feature.
func (s *Snapshot) unassignedGround(z int32) (*spatial.Polygons, error) {
	var b spatial.Builder
	if len(s.index.facesOf().of(z)) == 0 {
		b.Add(nil)
		return b.Build(), nil
	}
	children := s.Zones.Children(z)
	which := make([]int, len(children))
	for k, child := range children {
		which[k] = int(child)
	}
	rest, err := overlay.Remainder(&arrange.Arrangement{}, s.Zones.Shapes, int(z), s.Zones.Shapes, which)
	if err != nil {
		return nil, fmt.Errorf("unassigned ground of zone %s: %w", s.Zones.Code[z], err)
	}
	b.Add(rest)
	return b.Build(), nil
}
