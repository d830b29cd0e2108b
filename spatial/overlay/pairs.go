package overlay

import (
	"context"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Pair is ground shared by features A < B of one layer.
type Pair struct {
	A, B  int32
	Shape *geom.MultiPolygon
}

// Pairs returns the shared ground of any two features that comparable allows (nil: any two), more than [Dust] of it,
// ordered by A, then B. known (nil: nothing is) returns what an earlier run found for a pair, nil for no shared ground.
func Pairs(ctx context.Context, p *spatial.Polygons, comparable func(a, b int) bool, known func(a, b int) (*geom.MultiPolygon, bool), o Options) ([]Pair, error) {
	index := spatial.NewIndex(p)
	found := make([][]Pair, p.Len())
	err := EachWorker(ctx, p.Len(), o, func(w *Worker, a int) error {
		var prepared *Prepared
		for _, b := range index.Query(p.Bounds(a)) {
			if b <= a || comparable != nil && !comparable(a, b) {
				continue
			}
			if known != nil {
				if shared, ok := known(a, b); ok {
					if shared != nil {
						found[a] = append(found[a], Pair{int32(a), int32(b), shared})
					}
					continue
				}
			}
			if prepared == nil {
				s, err := w.Feature(p, a)
				if err != nil {
					return err
				}
				prepared = s.Prepare()
			}
			shared, err := sharedGround(w, prepared, p, b)
			if err != nil {
				return err
			}
			if shared != nil {
				found[a] = append(found[a], Pair{int32(a), int32(b), shared})
			}
		}
		return nil
	})
	var out []Pair
	for _, f := range found {
		out = append(out, f...)
	}
	return out, err
}

func sharedGround(w *Worker, a *Prepared, p *spatial.Polygons, b int) (*geom.MultiPolygon, error) {
	s, err := w.Feature(p, b)
	if err != nil || !a.Touches(s) {
		return nil, err
	}
	shared, err := w.Intersection(a.shape, s)
	if err != nil || shared.PlanarArea() < Dust {
		return nil, err
	}
	return shared.Multi()
}

// Remainder returns the ground of feature f that none of the given features of others covers; nil where it is dust.
func Remainder(w *Worker, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) (*geom.MultiPolygon, error) {
	s, err := w.Feature(p, f)
	if err != nil {
		return nil, err
	}
	shapes := make([]*Shape, len(which))
	for i, o := range which {
		if shapes[i], err = w.Feature(others, o); err != nil {
			return nil, err
		}
	}
	union, err := w.Union(shapes)
	if err != nil {
		return nil, err
	}
	if s, err = w.Difference(s, union); err != nil || s.PlanarArea() < Dust {
		return nil, err
	}
	return s.Multi()
}

// Beyond returns, for each of the given features of others, its planar area outside of feature f.
func Beyond(w *Worker, p *spatial.Polygons, f int, others *spatial.Polygons, which []int) ([]float64, error) {
	out := make([]float64, len(which))
	s, err := w.Feature(p, f)
	if err != nil {
		return nil, err
	}
	prepared := s.Prepare()
	for i, o := range which {
		shape, err := w.Feature(others, o)
		if err != nil {
			return nil, err
		}
		if prepared.Covers(shape) {
			continue
		}
		rest, err := w.Difference(shape, s)
		if err != nil {
			return nil, err
		}
		out[i] = rest.PlanarArea()
	}
	return out, nil
}

// Dissolve returns the union of the given features.
func Dissolve(w *Worker, p *spatial.Polygons, which []int) (*geom.MultiPolygon, error) {
	shapes := make([]*Shape, len(which))
	var err error
	for i, f := range which {
		if shapes[i], err = w.Feature(p, f); err != nil {
			return nil, err
		}
	}
	union, err := w.Union(shapes)
	if err != nil {
		return nil, err
	}
	return union.Multi()
}
