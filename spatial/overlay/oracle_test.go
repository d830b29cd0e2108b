package overlay_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// geosReach is by how many metres GEOS itself may move a border: where its first way of noding fails, OverlayNG snaps
// vertices together. (With finer units our areas converge, and GEOS's stay 3e-7 m times the border's length apart.)
const geosReach = 1e-6

// landscapesOfAKind is how many random landscapes of each kind are compared with GEOS.
const landscapesOfAKind = 72

// origins are where landscapes lie: near zero, at an easting with a zone number, and below zero.
var origins = [][2]float64{{0, 0}, {40_500_000, 3_500_000}, {-1_000_000.5, 3_499_999.999}}

// oracle answers by GEOS and keeps sums.
type oracle struct {
	w         *geos.Worker
	got, want map[string]float64 // sums over all landscapes, by what is summed
	features  int
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// pack moves shapes to an origin, snaps them and keeps those that GEOS calls valid.
func (o *oracle) pack(t *testing.T, shapes []*geom.MultiPolygon, origin [2]float64) *spatial.Polygons {
	t.Helper()
	var b spatial.Builder
	for _, s := range shapes {
		flat := slices.Clone(s.FlatCoords())
		for i := 0; i < len(flat); i += 2 {
			flat[i], flat[i+1] = flat[i]+origin[0], flat[i+1]+origin[1]
		}
		mp := spatial.Normalize(geom.NewMultiPolygonFlat(geom.XY, flat, s.Endss()))
		if mp.NumPolygons() > 0 && must[string](t)(o.w.Invalid(mp)) == "" {
			b.Add(mp)
		}
	}
	return b.Build()
}

// meet compares one feature's area with GEOS's. A border may be moved by a unit, and float64 resolves 1e-8 m.
func (o *oracle) meet(t *testing.T, what string, got, want, borders float64) {
	t.Helper()
	o.got[what] += got
	o.want[what] += want
	o.features++
	if d := math.Abs(got - want); d > 1 || d > 1e-9*want+(arrange.Unit+geosReach)*borders+1e-9 {
		t.Errorf("%s: %v m², GEOS %v (off by %g, borders of %.0f m)", what, got, want, got-want, borders)
	}
}

func (o *oracle) layer(t *testing.T, p *spatial.Polygons) []*geos.Shape {
	t.Helper()
	out := make([]*geos.Shape, p.Len())
	for i := range out {
		out[i] = must[*geos.Shape](t)(o.w.Feature(p, i))
	}
	return out
}

func length(mp *geom.MultiPolygon) (sum float64) {
	start := 0
	for _, ends := range mp.Endss() {
		for _, e := range ends {
			sum += spatial.RingLength(mp.FlatCoords()[start:e])
			start = e
		}
	}
	return sum
}

func planar(mp *geom.MultiPolygon) float64 { return float64(area.Planar().Multi(mp)) }

// valid fails where GEOS finds a drawn polygon invalid.
func (o *oracle) valid(t *testing.T, what string, mp *geom.MultiPolygon) {
	t.Helper()
	if why := must[string](t)(o.w.Invalid(mp)); why != "" {
		t.Errorf("%s: drawn polygon is invalid: %s", what, why)
	}
}

//testrun:plain
func TestOverlayMeetsGEOS(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for name, draw := range landscapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := &oracle{geos.NewWorker(), map[string]float64{}, map[string]float64{}, 0}
			for i := range landscapesOfAKind {
				rng := rand.New(rand.NewPCG(uint64(len(name)), uint64(i)))
				l, origin := draw(rng), origins[i%len(origins)]
				zones, cells := o.pack(t, l.zones, origin), o.pack(t, l.cells, origin)
				if t.Run(fmt.Sprint(i), func(t *testing.T) { o.compare(t, zones, cells) }); t.Failed() {
					return
				}
			}
			for what, want := range o.want {
				// Relative to all ground: what is a sliver itself is as inexact as its borders.
				if got := o.got[what]; math.Abs(got-want) > 1e-9*max(want, o.want["demand"]) {
					t.Errorf("sum of %s: %.6f m², GEOS %.6f, of %.0f m² ground", what, got, want, o.want["demand"])
				}
			}
			if o.features < 10*landscapesOfAKind {
				t.Errorf("only %d features were compared", o.features)
			}
		})
	}
}

func (o *oracle) compare(t *testing.T, zones, cells *spatial.Polygons) {
	layers := overlay.Layers{Grounds: zones, Covers: cells, Parcels: &spatial.Polygons{}, Measures: []area.Measure{area.Planar()}}
	a := must[*overlay.Arrangement](t)(overlay.Arrange(context.Background(), layers, overlay.Options{Workers: 1}))
	zs, cs := o.layer(t, zones), o.layer(t, cells)
	all := must[*geos.Shape](t)(o.w.Union(cs))
	for z := range zs {
		o.compareZone(t, a, z, zones, cells, zs, cs, all)
	}
	o.comparePairs(t, cells, cs)
	o.compareParcels(t, zones, cells, zs, cs)
	if cells.Len() > 0 {
		every := make([]int, cells.Len())
		for c := range every {
			every[c] = c
		}
		united := must[*geom.MultiPolygon](t)(overlay.Dissolve(&arrange.Arrangement{}, cells, every))
		o.valid(t, "dissolved", united)
		o.meet(t, "dissolved", planar(united), all.PlanarArea(), o.borders(cells))
	}
}

func (o *oracle) borders(p *spatial.Polygons) (sum float64) {
	for f := range p.Len() {
		sum += length(p.Feature(f))
	}
	return sum
}

func (o *oracle) compareZone(t *testing.T, a *overlay.Arrangement, z int, zones, cells *spatial.Polygons, zs, cs []*geos.Shape, all *geos.Shape) {
	ground := zones.Feature(z)
	borders := length(ground)
	var gap, covered, demand, twice float64
	byCell := make([]float64, cells.Len())
	var faces []*geos.Shape
	for i, f := range a.Facts {
		face := a.Faces[f.Face]
		if int(face.Ground) != z {
			continue
		}
		if i > 0 && a.Facts[i-1].Face == f.Face {
			t.Fatal("a face has two facts without parcels")
		}
		m2 := f.Areas[0]
		o.valid(t, "face", face.Shape)
		if d := math.Abs(planar(face.Shape) - m2); d > 1e-5+1e-12*zs[z].PlanarArea()+2e-8*length(face.Shape) {
			t.Errorf("a face drawn with %v m² has a fact of %v", planar(face.Shape), m2)
		}
		faces = append(faces, must[*geos.Shape](t)(o.w.Shape(face.Shape)))
		borders += length(face.Shape)
		demand += m2
		twice += m2
		if len(face.Covers) == 0 {
			gap += m2
		} else {
			covered += m2
		}
		for _, c := range face.Covers {
			byCell[c] += m2
		}
	}
	if d := math.Abs(gap + covered - demand); d > 1e-9*demand {
		t.Errorf("the identity is off by %v m²", d)
	}
	o.meet(t, "demand", demand, zs[z].PlanarArea(), length(ground))
	o.meet(t, "gap", gap, must[*geos.Shape](t)(o.w.Difference(zs[z], all)).PlanarArea(), borders)
	o.meet(t, "covered", covered, must[*geos.Shape](t)(o.w.Intersection(zs[z], all)).PlanarArea(), borders)
	rest := must[*geom.MultiPolygon](t)(overlay.Remainder(&arrange.Arrangement{}, zones, z, cells, numbers(cells.Len())))
	if rest != nil {
		o.valid(t, "remainder", rest)
		o.meet(t, "remainder", planar(rest), gap, borders)
	}
	beyond := must[[]float64](t)(overlay.Beyond(&arrange.Arrangement{}, zones, z, cells, numbers(cells.Len())))
	for c := range cs {
		shared := must[*geos.Shape](t)(o.w.Intersection(zs[z], cs[c])).PlanarArea()
		o.meet(t, "cell in zone", byCell[c], shared, borders)
		o.meet(t, "cell beyond zone", beyond[c], cs[c].PlanarArea()-shared, o.borders(cells)+borders)
	}
	// Faces tile the ground: they share nothing, have its area, and leave nothing out.
	united := must[*geos.Shape](t)(o.w.Union(faces))
	o.meet(t, "faces, united", united.PlanarArea(), demand, borders)
	if m2 := must[*geos.Shape](t)(o.w.Difference(zs[z], united)).PlanarArea(); m2 > (arrange.Unit+geosReach)*borders+1e-9 {
		t.Errorf("faces leave %v m² of the ground out", m2)
	}
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// compareParcels takes cells for parcels: the first one has the ground that several hold.
func (o *oracle) compareParcels(t *testing.T, zones, parcels *spatial.Polygons, zs, ps []*geos.Shape) {
	layers := overlay.Layers{Grounds: zones, Covers: zones, Parcels: parcels, Measures: []area.Measure{area.Planar()}}
	a := must[*overlay.Arrangement](t)(overlay.Arrange(context.Background(), layers, overlay.Options{Workers: 1}))
	got := map[[2]int]float64{}
	for _, f := range a.Facts {
		got[[2]int{int(a.Faces[f.Face].Ground), int(f.Parcel)}] += f.Areas[0]
	}
	for z, left := range zs {
		borders := length(zones.Feature(z)) + o.borders(parcels)
		for p := range ps {
			before := left.PlanarArea()
			left = must[*geos.Shape](t)(o.w.Difference(left, ps[p]))
			o.meet(t, "parcel in zone", got[[2]int{z, p}], before-left.PlanarArea(), borders)
		}
		o.meet(t, "zone without parcels", got[[2]int{z, -1}], left.PlanarArea(), borders)
	}
}

func (o *oracle) comparePairs(t *testing.T, cells *spatial.Polygons, cs []*geos.Shape) {
	found := map[[2]int32]*geom.MultiPolygon{}
	for _, p := range must[[]overlay.Pair](t)(overlay.Pairs(context.Background(), cells, nil, nil, overlay.Options{Workers: 1})) {
		found[[2]int32{p.A, p.B}] = p.Shape
		o.valid(t, "pair", p.Shape)
	}
	for b := range cs {
		for a := range b {
			got := 0.0
			if shape := found[[2]int32{int32(a), int32(b)}]; shape != nil {
				got = planar(shape)
			}
			want := must[*geos.Shape](t)(o.w.Intersection(cs[a], cs[b])).PlanarArea()
			o.meet(t, "pairwise overlap", got, want, length(cells.Feature(a))+length(cells.Feature(b)))
		}
	}
}
