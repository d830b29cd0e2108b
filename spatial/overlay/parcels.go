package overlay

import (
	"math"

	"github.com/twpayne/go-geom"
)

// clipped is the ground of one parcel inside a ground.
type clipped struct {
	parcel int32
	shape  *Shape
	whole  bool // all of the parcel is inside
}

// forest holds the parcels of one ground. disjoint says that no two of them share ground.
type forest struct {
	parts    []clipped
	disjoint bool
}

// overlapTolerance is the shared ground in m² from which parcels count as overlapping; below it the sum of parts and the
// area of their union differ by rounding only.
const overlapTolerance = 1e-4

func (a *arranger) clipParcels(w *Worker, ground *Shape) (forest, error) {
	var f forest
	candidates := a.parcels.Query(ground.Box)
	if len(candidates) == 0 {
		return forest{disjoint: true}, nil
	}
	prepared := ground.Prepare()
	shapes, sum := make([]*Shape, 0, len(candidates)), 0.0
	for _, c := range candidates {
		s, err := w.Feature(a.Parcels, c)
		if err != nil {
			return f, err
		}
		whole := prepared.Covers(s)
		if !whole {
			if !prepared.Touches(s) {
				continue
			}
			if s, err = w.Intersection(ground, s); err != nil {
				return f, err
			}
			if s.PlanarArea() < Dust {
				continue
			}
		}
		f.parts = append(f.parts, clipped{int32(c), s, whole})
		shapes, sum = append(shapes, s), sum+s.PlanarArea()
	}
	union, err := w.Union(shapes)
	if err != nil {
		return f, err
	}
	f.disjoint = math.Abs(sum-union.PlanarArea()) <= overlapTolerance
	return f, nil
}

// facts splits a face among the parcels. What no parcel holds is the face's area less the parcels', so that the facts of
// a face always add up to it.
func (a *arranger) facts(w *Worker, p piece, mp *geom.MultiPolygon, f forest) ([]Fact, error) {
	rest := a.measure(mp)
	var out []Fact
	take := func(parcel int32, areas []float64) {
		for i := range rest {
			rest[i] -= areas[i]
		}
		out = append(out, Fact{Parcel: parcel, Areas: areas})
	}
	prepared, remaining := p.shape.Prepare(), p.shape
	for _, c := range f.parts {
		if !prepared.Touches(c.shape) {
			continue
		}
		if f.disjoint && c.whole && prepared.Covers(c.shape) {
			take(c.parcel, a.whole[c.parcel])
			continue
		}
		part, err := w.Intersection(remaining, c.shape)
		if err != nil {
			return nil, err
		}
		if part.PlanarArea() < Dust {
			continue
		}
		ring, err := part.Multi()
		if err != nil {
			return nil, err
		}
		take(c.parcel, a.measure(ring))
		if !f.disjoint {
			if remaining, err = w.Difference(remaining, c.shape); err != nil {
				return nil, err
			}
		}
	}
	if len(rest) > 0 && rest[0] > Dust {
		out = append([]Fact{{Parcel: -1, Areas: rest}}, out...)
	}
	return out, nil
}

func (a *arranger) measure(mp *geom.MultiPolygon) []float64 {
	out := make([]float64, len(a.Measures))
	for i, m := range a.Measures {
		out[i] = float64(m.Multi(mp))
	}
	return out
}
