package spatial

import (
	"math"
	"slices"

	"github.com/twpayne/go-geom"
)

// GridStep is the intake grid in metres: every stored vertex is the float64 nearest to a whole multiple of it.
const GridStep = 0.001

// SnapToGrid returns the float64 nearest to the multiple of [GridStep] that is closest to v.
func SnapToGrid(v float64) float64 { return math.Round(v*1000) / 1000 }

// Polygons is a packed layer: feature f is a multipolygon of the parts Features[f]..Features[f+1]; part p has the rings
// Parts[p]..Parts[p+1], the outer one first; ring r has the vertices Rings[r]..Rings[r+1]; vertex v is (Coords[2v], Coords[2v+1]).
// Each offset table has one entry more than it has elements; a feature without parts is empty ground.
// The slices are owned by the layer and must not be written to.
type Polygons struct {
	Coords   []float64
	Rings    []int32
	Parts    []int32
	Features []int32
}

// Len is the number of features.
func (p *Polygons) Len() int {
	if p == nil || len(p.Features) == 0 {
		return 0
	}
	return len(p.Features) - 1
}

// Vertices is the number of stored vertices, closing ones included.
func (p *Polygons) Vertices() int { return len(p.Coords) / 2 }

// Flat returns feature f's coordinates; the slice aliases the layer.
func (p *Polygons) Flat(f int) []float64 {
	a, b := p.vertexRange(f)
	return p.Coords[2*a : 2*b : 2*b]
}

// Bounds returns the bounding box of feature f, [EmptyBox] where it has no parts.
func (p *Polygons) Bounds(f int) Box { return BoxOf(p.Flat(f)) }

// Extent returns the bounding box of the layer.
func (p *Polygons) Extent() Box { return BoxOf(p.Coords) }

// EachRing calls yield for each ring of feature f with its part number within the feature, its place within the part
// (0 is the outer ring) and its closed coordinates (aliasing the layer).
func (p *Polygons) EachRing(f int, yield func(part, ring int, xy []float64)) {
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		for r := p.Parts[q]; r < p.Parts[q+1]; r++ {
			yield(int(q-p.Features[f]), int(r-p.Parts[q]), p.Coords[2*p.Rings[r]:2*p.Rings[r+1]])
		}
	}
}

// Feature returns feature f as a go-geom multipolygon whose flat coordinates alias the layer.
func (p *Polygons) Feature(f int) *geom.MultiPolygon {
	a, _ := p.vertexRange(f)
	endss := make([][]int, 0, p.Features[f+1]-p.Features[f])
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		ends := make([]int, 0, p.Parts[q+1]-p.Parts[q])
		for r := p.Parts[q]; r < p.Parts[q+1]; r++ {
			ends = append(ends, 2*int(p.Rings[r+1]-a))
		}
		endss = append(endss, ends)
	}
	return geom.NewMultiPolygonFlat(geom.XY, p.Flat(f), endss)
}

// Ascends tells whether the border from vertex v to the next runs towards the greater of the two, by x, then y.
func (p *Polygons) Ascends(v int32) bool {
	ax, ay, bx, by := p.Coords[2*v], p.Coords[2*v+1], p.Coords[2*v+2], p.Coords[2*v+3]
	return ax < bx || ax == bx && ay < by
}

func (p *Polygons) vertexRange(f int) (a, b int32) {
	return p.Rings[p.Parts[p.Features[f]]], p.Rings[p.Parts[p.Features[f+1]]]
}

// Same tells whether feature f has the parts, rings and vertices of feature g of another layer, to the last bit.
func (p *Polygons) Same(f int, o *Polygons, g int) bool {
	pa, pb := p.Features[f], p.Features[f+1]
	oa, ob := o.Features[g], o.Features[g+1]
	if pb-pa != ob-oa || !sameSteps(p.Parts[pa:pb+1], o.Parts[oa:ob+1]) {
		return false
	}
	if !sameSteps(p.Rings[p.Parts[pa]:p.Parts[pb]+1], o.Rings[o.Parts[oa]:o.Parts[ob]+1]) {
		return false
	}
	return slices.Equal(p.Flat(f), o.Flat(g))
}

// sameSteps tells whether two tables of offsets differ by a constant.
func sameSteps(a, b []int32) bool {
	return slices.EqualFunc(a, b, func(x, y int32) bool { return x-a[0] == y-b[0] })
}

// Builder packs features one after another. The zero value is ready. Not safe for concurrent use.
type Builder struct{ p Polygons }

// Add appends a feature; nil or an empty multipolygon becomes a feature without parts. Coordinates are copied; rings are
// taken as they are, closed and with the winding that the package promises (see [Normalize]).
func (b *Builder) Add(mp *geom.MultiPolygon) {
	b.init()
	if mp != nil {
		flat, base := mp.FlatCoords(), int32(len(b.p.Coords)/2)
		b.p.Coords = append(b.p.Coords, flat...)
		for _, ends := range mp.Endss() {
			for _, e := range ends {
				b.p.Rings = append(b.p.Rings, base+int32(e/2))
			}
			b.p.Parts = append(b.p.Parts, int32(len(b.p.Rings)-1))
		}
	}
	b.p.Features = append(b.p.Features, int32(len(b.p.Parts)-1))
}

// AddFrom appends feature f of another layer.
func (b *Builder) AddFrom(src *Polygons, f int) { b.Add(src.Feature(f)) }

// Len is the number of features added so far.
func (b *Builder) Len() int { return b.p.Len() }

// Build returns the packed layer; the builder must not be used afterwards.
func (b *Builder) Build() *Polygons {
	b.init()
	p := b.p
	b.p = Polygons{}
	return &p
}

func (b *Builder) init() {
	if len(b.p.Features) == 0 {
		b.p.Rings, b.p.Parts, b.p.Features = []int32{0}, []int32{0}, []int32{0}
	}
}

// Normalize snaps a multipolygon to the grid in place, drops vertices that fall on their predecessor and rings that keep
// fewer than three, and winds outer rings counter-clockwise and holes clockwise. It repairs nothing else.
func Normalize(mp *geom.MultiPolygon) *geom.MultiPolygon {
	flat := mp.FlatCoords()
	out := make([]float64, 0, len(flat))
	var endss [][]int
	start := 0
	for _, ends := range mp.Endss() {
		var kept []int
		for i, e := range ends {
			from := len(out)
			out = appendSnapped(out, flat[start:e])
			start = e
			if len(out)-from < 8 { // a triangle with its closing vertex
				out = out[:from]
				if i == 0 {
					break
				}
				continue
			}
			if (RingArea(out[from:]) > 0) != (i == 0) {
				Reverse(out[from:])
			}
			kept = append(kept, len(out))
		}
		if len(ends) > 0 {
			start = ends[len(ends)-1]
		}
		if len(kept) > 0 {
			endss = append(endss, kept)
		}
	}
	return geom.NewMultiPolygonFlat(geom.XY, out, endss)
}

func appendSnapped(out, ring []float64) []float64 {
	from := len(out)
	for i := 0; i+1 < len(ring); i += 2 {
		x, y := SnapToGrid(ring[i]), SnapToGrid(ring[i+1])
		if n := len(out); n > from && out[n-2] == x && out[n-1] == y {
			continue
		}
		out = append(out, x, y)
	}
	return out
}

// RingArea is the signed planar area of a closed ring, positive when counter-clockwise (shoelace formula, taken from the
// first vertex so that large eastings and northings cost no digits).
func RingArea(xy []float64) float64 {
	if len(xy) < 8 {
		return 0
	}
	x0, y0 := xy[0], xy[1]
	var s float64
	for i := 2; i+3 < len(xy); i += 2 {
		s += (xy[i]-x0)*(xy[i+3]-y0) - (xy[i+2]-x0)*(xy[i+1]-y0)
	}
	return s / 2
}

// RingLength is the planar length of a ring.
func RingLength(xy []float64) float64 {
	var s float64
	for i := 0; i+3 < len(xy); i += 2 {
		s += math.Hypot(xy[i+2]-xy[i], xy[i+3]-xy[i+1])
	}
	return s
}

// Reverse turns the vertex order of a ring around in place.
func Reverse(xy []float64) {
	for i, j := 0, len(xy)-2; i < j; i, j = i+2, j-2 {
		xy[i], xy[i+1], xy[j], xy[j+1] = xy[j], xy[j+1], xy[i], xy[i+1]
	}
}
