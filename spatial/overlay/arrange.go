package overlay

import (
	"context"
	"slices"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geos"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Dust is the area in m² below which an overlay result is rounding, not ground: one square of the intake grid. Dust gets
// no polygon of its own; its area stays in the sums.
const Dust = spatial.GridStep * spatial.GridStep

// Layers are what [Arrange] cuts against each other, all in the working CRS.
type Layers struct {
	Grounds *spatial.Polygons // whose ground is to be accounted for
	Covers  *spatial.Polygons // may overlap each other
	Parcels *spatial.Polygons // ground in several is given to the first
	// Measures are the areas wanted of each piece, in the order of [Fact.Areas].
	Measures []area.Measure
	// Known, if set, returns what an earlier run found for a ground whose covers and parcels are the same as then. It is
	// called from several goroutines.
	Known func(ground int) (Arrangement, bool)
}

// Face is the ground of one feature of Grounds that lies in exactly the given Covers (ascending).
type Face struct {
	Ground int32
	Covers []int32
	Shape  *geom.MultiPolygon
}

// Fact is the part of a face in one parcel, or in none (-1). The facts of a face add up to its area.
type Fact struct {
	Face, Parcel int32
	Areas        []float64
}

// Arrangement lists faces and facts ordered by ground, then by set of covers, then by parcel.
type Arrangement struct {
	Faces []Face
	Facts []Fact
}

// Options bound the work. Progress, if set, is called from several goroutines with grounds done.
type Options struct {
	Workers  int
	Progress func(done int)
}

// Arrange cuts every ground by the covers and the parcels. The result does not depend on the number of workers.
func Arrange(ctx context.Context, in Layers, o Options) (*Arrangement, error) {
	a := &arranger{Layers: in, covers: spatial.NewIndex(in.Covers), parcels: spatial.NewIndex(in.Parcels)}
	a.whole = make([][]float64, in.Parcels.Len())
	for f := range a.whole {
		for _, m := range in.Measures {
			a.whole[f] = append(a.whole[f], float64(m.Feature(in.Parcels, f)))
		}
	}
	parts := make([]Arrangement, in.Grounds.Len())
	err := EachWorker(ctx, len(parts), o, func(w *Worker, i int) (err error) {
		if in.Known != nil {
			known, ok := in.Known(i)
			if ok {
				parts[i] = known
				return nil
			}
		}
		parts[i], err = a.ground(w, i)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &Arrangement{}
	for _, p := range parts {
		base := int32(len(out.Faces))
		out.Faces = append(out.Faces, p.Faces...)
		for _, f := range p.Facts {
			f.Face += base
			out.Facts = append(out.Facts, f)
		}
	}
	return out, nil
}

// EachWorker calls do for 0..n-1 from bounded goroutines with an overlay worker each and stops at the first error.
func EachWorker(ctx context.Context, n int, o Options, do func(w *Worker, i int) error) error {
	shared := &garbage{}
	open := func() (*Worker, error) { return &Worker{ctx: geos.NewContext(), garbage: shared}, nil }
	return parallel.Each(ctx, n, o.Workers, open, func(*Worker) {}, func(w *Worker, i int) error {
		if err := do(w, i); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(1)
		}
		return nil
	})
}

type arranger struct {
	Layers
	covers, parcels *spatial.Index
	whole           [][]float64 // areas of each parcel
}

// piece is a face under construction.
type piece struct {
	covers []int32
	shape  *Shape
}

func (a *arranger) ground(w *Worker, g int) (Arrangement, error) {
	ground, err := w.Feature(a.Grounds, g)
	if err != nil || ground.Empty() {
		return Arrangement{}, err
	}
	pieces, err := a.cut(w, ground)
	if err != nil {
		return Arrangement{}, err
	}
	slices.SortFunc(pieces, func(x, y piece) int { return slices.Compare(x.covers, y.covers) })
	forest, err := a.clipParcels(w, ground)
	if err != nil {
		return Arrangement{}, err
	}
	var out Arrangement
	for _, p := range pieces {
		mp, err := p.shape.Multi()
		if err != nil {
			return out, err
		}
		facts, err := a.facts(w, p, mp, forest)
		if err != nil {
			return out, err
		}
		for i := range facts {
			facts[i].Face = int32(len(out.Faces))
		}
		out.Faces = append(out.Faces, Face{Ground: int32(g), Covers: p.covers, Shape: mp})
		out.Facts = append(out.Facts, facts...)
	}
	return out, nil
}

// cut splits the ground by one cover after another.
func (a *arranger) cut(w *Worker, ground *Shape) ([]piece, error) {
	pieces := []piece{{nil, ground}}
	for _, c := range a.covers.Query(ground.Box) {
		cover, err := w.Feature(a.Covers, c)
		if err != nil {
			return nil, err
		}
		prepared := cover.Prepare()
		var next []piece
		for _, p := range pieces {
			in, out, err := split(w, p.shape, cover, prepared)
			if err != nil {
				return nil, err
			}
			if in != nil {
				next = append(next, piece{append(slices.Clone(p.covers), int32(c)), in})
			}
			if out != nil {
				next = append(next, piece{p.covers, out})
			}
		}
		pieces = next
	}
	return pieces, nil
}

// split returns the ground of s inside and outside of cover; nil where there is none but dust. Dust on one side stays
// with the other, so that nothing is lost from the sum.
func split(w *Worker, s, cover *Shape, prepared *Prepared) (in, out *Shape, err error) {
	if !prepared.Touches(s) {
		return nil, s, nil
	}
	if prepared.Covers(s) {
		return s, nil, nil
	}
	if in, err = w.Intersection(s, cover); err != nil || in.PlanarArea() < Dust {
		return nil, s, err
	}
	if out, err = w.Difference(s, cover); err != nil || out.PlanarArea() < Dust {
		return s, nil, err
	}
	return in, out, nil
}
