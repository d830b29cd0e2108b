package data

import (
	"context"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// ground is what zone z accounts for, as a feature of a layer, by [Nesting]. A parent that had no such ground at ingest, or
// only dust, has none.
func (s *Snapshot) ground(z int32) (shapes *spatial.Polygons, feature int, err error) {
	if s.Zones.Leaf(z) {
		return s.Zones.Shapes, int(z), nil
	}
	shapes, _, err = s.grounds.Get(context.Background(), z, func(context.Context) (*spatial.Polygons, error) { return s.unassignedGround(z) })
	return shapes, 0, err
}

// unassignedGround is what a parent accounts for itself, as a layer of one feature.
func (s *Snapshot) unassignedGround(z int32) (*spatial.Polygons, error) {
	var b spatial.Builder
	if len(s.index.facesOf().of(z)) == 0 {
		b.Add(nil)
		return b.Build(), nil
	}
	rest, err := s.index.nesting().Own(&arrange.Arrangement{}, z)
	if err != nil {
		return nil, err
	}
	b.Add(rest)
	return b.Build(), nil
}
