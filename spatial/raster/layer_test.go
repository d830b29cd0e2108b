package raster_test

import (
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
