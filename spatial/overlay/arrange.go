package overlay

import (
	"cmp"
	"context"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Layers are what [Arrange] cuts against each other, all in the working CRS.
type Layers struct {
	Grounds *spatial.Polygons // whose ground is to be accounted for
	Covers  *spatial.Polygons // may overlap each other
	Parcels *spatial.Polygons // may overlap each other; ground in several is the first one's, and the others are named
	// Only lists the grounds to cut, ascending; nil for all.
	Only []int
	// CoverIndex and ParcelIndex are the layers' own, nil where Arrange is to make them.
	CoverIndex, ParcelIndex *spatial.Index
	// AreasOnly leaves the faces without shapes.
	AreasOnly bool
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

// Fact is the part of a face in exactly the same parcels: in Parcel, the first of them or -1 for none, and in those of Also
// (ascending). The facts of a face add up to its area.
type Fact struct {
	Face, Parcel int32
	Areas        []float64
	Also         []int32
}

// Arrangement lists faces and facts ordered by ground, then by set of covers, then by parcels.
type Arrangement struct {
	Faces []Face
	Facts []Fact
}

// Arrange cuts every ground by the covers and the parcels. The result does not depend on the number of workers. Errors are those
// of [Each].
func Arrange(ctx context.Context, in Layers, o Options) (*Arrangement, error) {
	r := &arranger{in}
	if r.CoverIndex == nil {
		r.CoverIndex = spatial.NewIndex(in.Covers)
	}
	if r.ParcelIndex == nil {
		r.ParcelIndex = spatial.NewIndex(in.Parcels)
	}
	if r.Only == nil {
		r.Only = make([]int, in.Grounds.Len())
		for g := range r.Only {
			r.Only[g] = g
		}
	}
	parts := make([]Arrangement, len(r.Only))
	err := Each(ctx, len(parts), o, func(a *arrange.Arrangement, i int) (err error) {
		g := r.Only[i]
		if in.Known != nil {
			known, ok := in.Known(g)
			if ok {
				parts[i] = known
				return nil
			}
		}
		parts[i], err = r.ground(a, g)
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

// arranger is the layers with all that may be left out of them.
type arranger struct{ Layers }

func (r *arranger) ground(a *arrange.Arrangement, g int) (Arrangement, error) {
	box := r.Grounds.Bounds(g)
	if box.Empty() {
		return Arrangement{}, nil
	}
	a.Reset(box)
	a.Add(r.Grounds, g)
	covers, parcels := r.CoverIndex.Query(box), r.ParcelIndex.Query(box)
	for _, c := range covers {
		a.Add(r.Covers, c)
	}
	for _, p := range parcels {
		a.Add(r.Parcels, p)
	}
	if err := a.Divide(); err != nil {
		return Arrangement{}, err
	}
	pieces := groundPieces(a, covers, parcels)
	var wanted []bool
	if len(pieces) > 0 {
		wanted = make([]bool, a.Labels())
		for _, p := range pieces {
			wanted[p.label] = true
		}
	}
	areas := make([][]float64, len(r.Measures))
	for i, m := range r.Measures {
		areas[i] = a.Areas(m, wanted)
	}
	return collect(a, int32(g), pieces, areas, !r.AreasOnly), nil
}

// piece is the ground of one label.
type piece struct {
	label  int
	covers []int32
	parcel int32
	also   []int32
	planar float64
}

// groundPieces lists the labels of the ground, which is polygon 0, in the order of their covers and parcels.
func groundPieces(a *arrange.Arrangement, covers, parcels []int) []piece {
	planar := planarAreas(a)
	var out []piece
	for l := 1; l < a.Labels(); l++ {
		set := a.Label(l)
		if set[0] != 0 {
			continue
		}
		p := piece{label: l, parcel: -1, planar: planar[l]}
		for _, k := range set[1:] {
			i := int(k) - 1
			switch {
			case i < len(covers):
				p.covers = append(p.covers, int32(covers[i]))
			case p.parcel < 0:
				p.parcel = int32(parcels[i-len(covers)])
			default:
				p.also = append(p.also, int32(parcels[i-len(covers)]))
			}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(x, y piece) int {
		return cmp.Or(slices.Compare(x.covers, y.covers), cmp.Compare(x.parcel, y.parcel), slices.Compare(x.also, y.also))
	})
	return out
}

// collect makes faces and facts of sorted pieces. areas are by measure and label. A face that is dust is left out, and so
// is a fact; their areas go to the largest there is. shapes tells whether the faces are drawn.
func collect(a *arrange.Arrangement, ground int32, pieces []piece, areas [][]float64, shapes bool) Arrangement {
	var out Arrangement
	var dust []piece
	class := make([]int32, a.Labels())
	for l := range class {
		class[l] = -1
	}
	largest, most := int32(-1), 0.0 // the fact that takes dust
	for i := 0; i < len(pieces); {
		j, sum := i, 0.0
		for j < len(pieces) && slices.Equal(pieces[j].covers, pieces[i].covers) {
			sum += pieces[j].planar
			j++
		}
		face := pieces[i:j]
		i = j
		if sum < Dust {
			dust = append(dust, face...)
			continue
		}
		for _, p := range face {
			class[p.label] = int32(len(out.Faces))
		}
		first := len(out.Facts)
		out.Facts = appendFacts(out.Facts, int32(len(out.Faces)), face, areas)
		out.Faces = append(out.Faces, Face{Ground: ground, Covers: face[0].covers})
		if sum > most {
			largest, most = int32(first), sum
		}
	}
	if shapes {
		for i, shape := range a.Polygons(class, len(out.Faces)) {
			out.Faces[i].Shape = shape
		}
	}
	if largest >= 0 {
		for _, p := range dust {
			add(out.Facts[largest].Areas, areas, p.label)
		}
	}
	return out
}

// appendFacts adds the facts of one face.
func appendFacts(facts []Fact, face int32, pieces []piece, areas [][]float64) []Fact {
	first := len(facts)
	var dust []piece
	for i := 0; i < len(pieces); {
		j, sum := i, 0.0
		for j < len(pieces) && pieces[j].parcel == pieces[i].parcel && slices.Equal(pieces[j].also, pieces[i].also) {
			sum += pieces[j].planar
			j++
		}
		if sum < Dust {
			dust = append(dust, pieces[i:j]...)
		} else {
			f := Fact{Face: face, Parcel: pieces[i].parcel, Also: pieces[i].also, Areas: make([]float64, len(areas))}
			for _, p := range pieces[i:j] {
				add(f.Areas, areas, p.label)
			}
			facts = append(facts, f)
		}
		i = j
	}
	if first == len(facts) { // nothing but dust, which together is a face
		facts = append(facts, Fact{Face: face, Parcel: pieces[0].parcel, Also: pieces[0].also, Areas: make([]float64, len(areas))})
	}
	for _, p := range dust {
		add(facts[first].Areas, areas, p.label)
	}
	return facts
}

func add(sums []float64, areas [][]float64, label int) {
	for i := range sums {
		sums[i] += areas[i][label]
	}
}
