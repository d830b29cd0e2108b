package recount

import (
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// forestMask takes the demanded part of some ground: all of it, or its forest. Safe for concurrent use.
type forestMask struct {
	s      *snapshot.Snapshot
	forest []bool // by parcel; nil: all ground is demanded
	index  *spatial.Index
}

func forestOf(s *snapshot.Snapshot, demand rules.Demand) *forestMask {
	if demand != rules.DemandForest {
		return &forestMask{s: s}
	}
	return &forestMask{s, s.ForestParcels(), s.ParcelIndex()}
}

// of cuts the demanded ground out. Ground in several parcels is forest where one of them is; by the rules of older snapshots
// where the first is.
func (v *forestMask) of(w *geos.Worker, ground *geos.Shape) (*geos.Shape, error) {
	if v.forest == nil || ground.Empty() {
		return ground, nil
	}
	var stands []*geos.Shape
	var other []int // parcels of other classes, before the one at hand
	for _, p := range v.index.Query(ground.Box) {
		if !v.forest[p] {
			if v.s.Manifest.Accounting < 1 {
				other = append(other, p)
			}
			continue
		}
		stand, err := w.Feature(v.s.Parcels.Shapes, p)
		if err != nil {
			return nil, err
		}
		for _, o := range other {
			if !v.s.Parcels.Shapes.Bounds(o).Intersects(stand.Box) {
				continue
			}
			first, err := w.Feature(v.s.Parcels.Shapes, o)
			if err != nil {
				return nil, err
			}
			if stand, err = w.Difference(stand, first); err != nil {
				return nil, err
			}
		}
		stands = append(stands, stand)
	}
	all, err := w.Union(stands)
	if err != nil {
		return nil, err
	}
	return w.Intersection(ground, all)
}
