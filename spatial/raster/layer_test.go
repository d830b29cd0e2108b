package raster_test

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// held lists the pixels of a feature with the share of each inside, by GEOS.
func held(t *testing.T, p *spatial.Polygons, f int, g raster.Grid) map[int]float64 {
	t.Helper()
	w := geos.NewWorker()
	shape, err := w.Feature(p, f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]float64{}
	for i := range g.Width * g.Height {
		x, y := float64(i%g.Width), float64(i/g.Width)
		pixel, err := w.Shape(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + 1, y, x + 1, y + 1, x, y + 1, x, y}, [][]int{{10}}))
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Intersection(shape, pixel)
		if err != nil {
			t.Fatal(err)
		}
		if share := part.PlanarArea(); share > 1e-9 {
			out[i] = share
		}
	}
	return out
}

// landscape is a random layer of valid features with two clouded scenes of few values, so that values recur.
func landscape(t *testing.T, rng *rand.Rand) (*spatial.Polygons, *memory, *memory) {
	w, h := 8+rng.IntN(16), 8+rng.IntN(16)
	scene := func() *memory {
		return newMemory(w, h, 5, func(int, int) float64 {
			if rng.IntN(6) == 0 {
				return math.NaN()
			}
			return float64(rng.IntN(9))
		})
	}
	worker := geos.NewWorker()
	var polygons [][][]float64
	for len(polygons) < 3 {
		polygon := [][]float64{star(rng, rng.Float64()*float64(w), rng.Float64()*float64(h), math.Pow(10, rng.Float64()*2-1), false)}
		if why, err := worker.Invalid(layerOf(polygon).Feature(0)); err == nil && why == "" {
			polygons = append(polygons, polygon)
		}
	}
	return layerOf(polygons...), scene(), scene()
}

func TestQuantilesClassesAndWeightsMeetBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	wanted := []float64{0, 0.05, 0.25, 0.5, 0.95, 1}
	for trial := range 40 {
		layer, t0, t1 := landscape(t, rng)
		weights := [...]*raster.Weights{nil, {}, {At: func(c, r int) float64 { return 1 + float64(c)/7 + float64(r)/3 }}}[trial%3]
		weight := func(c, r int) float64 { return 1 }
		if weights != nil {
			for r := range t0.grid.Height {
				weights.Rows = append(weights.Rows, 2+math.Sin(float64(r)))
			}
			weight = func(_, r int) float64 { return weights.Rows[r] }
			if weights.At != nil {
				weights.Rows, weight = nil, weights.At
			}
		}
		open := []func(*memory) raster.Opener{opener, floats}[trial%2]
		got, err := raster.Run(context.Background(), raster.Pair{T0: open(t0), T1: open(t1), Scale0: 0.5, Scale1: 0.5}, []raster.Layer{{Shapes: layer}}, raster.Rule{},
			raster.Options{Workers: 2, WindowPixels: 30, Quantiles: wanted, Classes: true, Weights: weights})
		if err != nil {
			t.Fatal(err)
		}
		for f := range layer.Len() {
			type pixel struct{ value, weight float64 }
			var diffs, later []pixel
			for i, share := range held(t, layer, f, t0.grid) {
				g := share * weight(i%t0.grid.Width, i/t0.grid.Width)
				if d := t1.values[i] - t0.values[i]; !math.IsNaN(d) {
					diffs = append(diffs, pixel{d / 2, g})
				}
				if v := t1.values[i]; !math.IsNaN(v) {
					later = append(later, pixel{v, g})
				}
			}
			slices.SortFunc(diffs, func(a, b pixel) int { return cmp.Compare(a.value, b.value) })
			all, sum, scene := 0.0, 0.0, 0.0
			classes := map[float64]float64{}
			for _, p := range diffs {
				all, sum = all+p.weight, sum+p.weight*p.value
			}
			for _, p := range later {
				scene += p.weight
				classes[p.value] += p.weight
			}
			s := got.Stats[0][f]
			if !close9(s.Count, all) || !close9(s.Sum, sum) || !close9(s.Later, scene) {
				t.Fatalf("trial %d: %+v, want count %v sum %v, later %v", trial, s, all, sum, scene)
			}
			for k, q := range wanted {
				if len(diffs) == 0 {
					if got.Quantiles[0][f] != nil {
						t.Fatalf("quantiles %v of nothing", got.Quantiles[0][f])
					}
					break
				}
				have := got.Quantiles[0][f][k]
				below, at := 0.0, 0.0 // a value is the quantile if less than q lies below it and at least q at or below it
				for _, p := range diffs {
					if p.value < have {
						below += p.weight
					}
					if p.value <= have {
						at += p.weight
					}
				}
				if below > q*all+1e-8*all || at < q*all-1e-8*all {
					t.Fatalf("trial %d: quantile %v is %v: %v below, %v up to it of %v", trial, q, have, below, at, all)
				}
			}
			for _, c := range got.Classes[0][f] {
				if !close9(c.Count, classes[c.Class]) {
					t.Fatalf("trial %d: class %v holds %v, want %v", trial, c.Class, c.Count, classes[c.Class])
				}
				delete(classes, c.Class)
			}
			if len(classes) > 0 {
				t.Fatalf("trial %d: classes %v are missing", trial, classes)
			}
		}
	}
}

func TestIntegersAndFloatsAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	t0, t1 := cloudy(rng, 90, 70, 16), cloudy(rng, 90, 70, 16)
	layer := layerOf([][]float64{star(rng, 48, 40, 60, false)}, [][]float64{star(rng, 20, 20, 9, false)}, [][]float64{{0, 0, 90, 0, 90, 70, 0, 70, 0, 0}})
	rule := raster.Rule{Drop: 3000, Connectivity: 4}
	run := func(open func(*memory) raster.Opener) *raster.Result {
		r, err := raster.Run(context.Background(), raster.Pair{T0: open(t0), T1: open(t1)}, []raster.Layer{{Shapes: layer}}, rule, raster.Options{Workers: 2, WindowPixels: 900})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, b := run(opener), run(floats)
	for f, s := range a.Stats[0] {
		o := b.Stats[0][f]
		if !close9(s.Count, o.Count) || !close9(s.Later, o.Later) || !close9(s.Sum, o.Sum) || !close9(s.Stdev(), o.Stdev()) || s.Min != o.Min || s.Max != o.Max {
			t.Errorf("feature %d: integers %+v, floats %+v", f, s, o)
		}
	}
	if a.ChangedPixels == 0 || !reflect.DeepEqual(a.Patches, b.Patches) || a.SinglePixels != b.SinglePixels || a.ValidPixels != b.ValidPixels || a.SumDiff != b.SumDiff {
		t.Error("integers and floats find different change")
	}
}

// A county of two townships of two villages each, with a river's bends as borders; vertices are shared.
func county(move float64) raster.Layer {
	west := []float64{3.3, 2.2, 20.1, 3.7, 19.6, 14.2, 2.9, 15.1, 3.3, 2.2}
	east := []float64{20.1, 3.7, 41.8, 2.4, 40.3, 13.3, 19.6, 14.2, 20.1, 3.7}
	southWest := []float64{2.9, 15.1, 19.6, 14.2, 18.7 + move, 33.3, 4.4, 31.9, 2.9, 15.1}
	southEast := []float64{19.6, 14.2, 40.3, 13.3, 43.1, 36.6, 18.7, 33.3, 19.6, 14.2}
	north := []float64{3.3, 2.2, 20.1, 3.7, 41.8, 2.4, 40.3, 13.3, 19.6, 14.2, 2.9, 15.1, 3.3, 2.2}
	south := []float64{2.9, 15.1, 19.6, 14.2, 40.3, 13.3, 43.1, 36.6, 18.7, 33.3, 4.4, 31.9, 2.9, 15.1}
	all := []float64{3.3, 2.2, 20.1, 3.7, 41.8, 2.4, 40.3, 13.3, 43.1, 36.6, 18.7, 33.3, 4.4, 31.9, 2.9, 15.1, 3.3, 2.2}
	shapes := layerOf([][]float64{west}, [][]float64{east}, [][]float64{southWest}, [][]float64{southEast}, [][]float64{north}, [][]float64{south}, [][]float64{all})
	return raster.Layer{Shapes: shapes, Parents: []int32{4, 4, 5, 5, 6, 6, -1}}
}

func TestParentsFromTheirParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	t0, t1 := cloudy(rng, 48, 40, 8), cloudy(rng, 48, 40, 8)
	run := func(l raster.Layer) *raster.Result {
		r, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{l}, raster.Rule{},
			raster.Options{Workers: 2, WindowPixels: 100, Quantiles: []float64{0.5}, Classes: true})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, move := range []float64{0, 0.125} { // with a gap between villages sums must not be taken
		l := county(move)
		sums, single := run(l), run(raster.Layer{Shapes: l.Shapes})
		for f, a := range sums.Stats[0] {
			b := single.Stats[0][f]
			if !close9(a.Count, b.Count) || !close9(a.Later, b.Later) || !close9(a.Sum, b.Sum) || !close9(a.Stdev(), b.Stdev()) || a.Min != b.Min || a.Max != b.Max || a.Area != b.Area {
				t.Errorf("moved %v, zone %d: %+v as a sum, %+v by itself", move, f, a, b)
			}
			if !reflect.DeepEqual(sums.Quantiles[0][f], single.Quantiles[0][f]) || len(sums.Classes[0][f]) != len(single.Classes[0][f]) {
				t.Errorf("moved %v, zone %d: other quantiles or classes as a sum", move, f)
			}
		}
	}
	l := county(0)
	l.Parents[6] = 4
	if _, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{l}, raster.Rule{}, raster.Options{}); err == nil {
		t.Error("a circle of parents is taken")
	}
}

func TestStatisticsOfAUnionAreTheMergeOfItsParts(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	for range 30 {
		_, t0, t1 := landscape(t, rng)
		w, h := float64(t0.grid.Width), float64(t0.grid.Height)
		// A quadrilateral, cut from corner to corner through a point on its diagonal.
		a, b := []float64{1 + rng.Float64(), 1 + rng.Float64()}, []float64{w - 1 - rng.Float64(), 1 + rng.Float64()}
		c, d := []float64{w - 1 - rng.Float64(), h - 1 - rng.Float64()}, []float64{1 + rng.Float64(), h - 1 - rng.Float64()}
		ring := func(points ...[]float64) [][]float64 {
			return [][]float64{slices.Concat(append(points, points[0])...)}
		}
		layer := layerOf(ring(a, b, c, d), ring(a, b, c), ring(a, c, d),
			ring(c, d, a, b), ring(d, a, []float64{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}, b, c)) // turned; with a vertex more
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{{Shapes: layer}}, raster.Rule{}, raster.Options{Workers: 2, WindowPixels: 60})
		if err != nil {
			t.Fatal(err)
		}
		s := got.Stats[0]
		whole, one, two := s[0], s[1], s[2]
		if !close9(whole.Count, one.Count+two.Count) || !close9(whole.Sum, one.Sum+two.Sum) || !close9(whole.SumSq, one.SumSq+two.SumSq) || !close9(whole.Area, one.Area+two.Area) ||
			whole.Min != math.Min(one.Min, two.Min) || whole.Max != math.Max(one.Max, two.Max) {
			t.Fatalf("%+v is not %+v and %+v", whole, one, two)
		}
		for _, o := range s[3:] {
			if !close9(whole.Count, o.Count) || !close9(whole.Sum, o.Sum) || !close9(whole.Stdev(), o.Stdev()) || whole.Min != o.Min || whole.Max != o.Max {
				t.Fatalf("the same ground written otherwise: %+v, %+v", whole, o)
			}
		}
	}
}
