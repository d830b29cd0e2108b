package overlay

import (
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Indexed is a layer with its index.
type Indexed struct {
	Shapes *spatial.Polygons
	Index  *spatial.Index
	First  []bool // by feature: those that go before the others; nil for none
}

// NewIndexed indexes a layer.
func NewIndexed(p *spatial.Polygons) Indexed { return Indexed{Shapes: p, Index: spatial.NewIndex(p)} }

// before tells whether feature f goes before the known one.
func (l *Indexed) before(f, known int32) bool {
	return known < 0 || l.First != nil && l.First[f] && !l.First[known]
}

// Part is a feature's ground in one feature of each layer, -1 where none holds it.
type Part struct {
	In    []int32
	Shape *geom.MultiPolygon
}

// Split cuts feature f by several layers. Ground in several features of a layer goes to the first of those that go before the
// others, else to the first, so that the parts add up to the feature; parts are ordered by In. Dust is left out. Errors are those
// of [arrange.Arrangement.Divide].
func Split(a *arrange.Arrangement, p *spatial.Polygons, f int, layers ...Indexed) ([]Part, error) {
	box := p.Bounds(f)
	if box.Empty() {
		return nil, nil
	}
	a.Reset(box)
	a.Add(p, f)
	var layerOf, featureOf []int32 // by polygon − 1
	for k, l := range layers {
		for _, g := range l.Index.Query(box) {
			a.Add(l.Shapes, g)
			layerOf, featureOf = append(layerOf, int32(k)), append(featureOf, int32(g))
		}
	}
	if err := a.Divide(); err != nil {
		return nil, err
	}
	planar := planarAreas(a)
	class := make([]int32, a.Labels())
	var out []Part
	var sums []float64
	for l := range class {
		class[l] = -1
		set := a.Label(l)
		if l == 0 || set[0] != 0 {
			continue
		}
		in := make([]int32, len(layers))
		for k := range in {
			in[k] = -1
		}
		for _, q := range set[1:] {
			if k, f := layerOf[q-1], featureOf[q-1]; layers[k].before(f, in[k]) {
				in[k] = f
			}
		}
		i := slices.IndexFunc(out, func(o Part) bool { return slices.Equal(o.In, in) })
		if i < 0 {
			i = len(out)
			out, sums = append(out, Part{In: in}), append(sums, 0)
		}
		class[l] = int32(i)
		sums[i] += planar[l]
	}
	for i, shape := range a.Polygons(class, len(out)) {
		if sums[i] >= Dust {
			out[i].Shape = shape
		}
	}
	out = slices.DeleteFunc(out, func(o Part) bool { return o.Shape == nil })
	slices.SortFunc(out, func(x, y Part) int { return slices.Compare(x.In, y.In) })
	return out, nil
}
