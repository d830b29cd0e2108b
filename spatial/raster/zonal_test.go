package raster_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// oracle computes statistics pixel by pixel: each share is the area of GEOS's intersection of feature and pixel.
func oracle(t *testing.T, p *spatial.Polygons, f int, t0, t1 *memory) raster.Stats {
	t.Helper()
	w := geos.NewWorker()
	shape, err := w.Feature(p, f)
	if err != nil {
		t.Fatal(err)
	}
	s := raster.Stats{Area: shape.PlanarArea(), Min: math.Inf(1), Max: math.Inf(-1)}
	for i := range t0.values {
		x, y := float64(i%t0.grid.Width), float64(i/t0.grid.Width)
		pixel, err := w.Shape(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + 1, y, x + 1, y + 1, x, y + 1, x, y}, [][]int{{10}}))
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Intersection(shape, pixel)
		if err != nil {
			t.Fatal(err)
		}
		share := part.PlanarArea()
		if share < 1e-9 {
			continue
		}
		if !math.IsNaN(t1.values[i]) {
			s.Later += share
		}
		if d := t1.values[i] - t0.values[i]; !math.IsNaN(d) {
			s.Count += share
			s.Sum += share * d
			s.SumSq += share * d * d
			s.Min, s.Max = math.Min(s.Min, d), math.Max(s.Max, d)
		}
	}
	return s
}

func cloudy(rng *rand.Rand, w, h, block int) *memory {
	return newMemory(w, h, block, func(int, int) float64 {
		if rng.IntN(5) == 0 {
			return math.NaN()
		}
		return float64(rng.IntN(20001) - 10000)
	})
}

func close9(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

func TestSharesMeetIntersectionAreas(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	worker := geos.NewWorker()
	for trial := range 60 {
		w, h := 6+rng.IntN(20), 6+rng.IntN(20)
		t0, t1 := cloudy(rng, w, h, 5), cloudy(rng, w, h, 5)
		var polygons [][][]float64
		for range 4 {
			x, y := (rng.Float64()*1.4-0.2)*float64(w), (rng.Float64()*1.4-0.2)*float64(h)
			radius := math.Pow(10, rng.Float64()*2-1)
			polygon := [][]float64{star(rng, x, y, radius, false)}
			if rng.IntN(2) == 0 { // a hole well inside: stars reach at least 0.3 of their radius at their corners only
				polygon = [][]float64{{x - radius, y - radius, x + radius, y - radius, x + radius, y + radius, x - radius, y + radius, x - radius, y - radius}, star(rng, x, y, radius*0.9, true)}
			}
			if why, err := worker.Invalid(layerOf(polygon).Feature(0)); err == nil && why == "" { // lattice corners can cross
				polygons = append(polygons, polygon)
			}
		}
		layer := layerOf(polygons...)
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{{Shapes: layer}}, raster.Rule{}, raster.Options{Workers: 2, WindowPixels: 25})
		if err != nil {
			t.Fatal(err)
		}
		for f := range layer.Len() {
			want, have := oracle(t, layer, f, t0, t1), got.Stats[0][f]
			if !close9(have.Count, want.Count) || !close9(have.Later, want.Later) || !close9(have.Area, want.Area) || !close9(have.Sum, want.Sum) || !close9(have.SumSq, want.SumSq) {
				t.Fatalf("trial %d, feature %v: %+v, want %+v", trial, layer.Flat(f), have, want)
			}
			if want.Count > 1e-6 && (have.Min != want.Min || have.Max != want.Max) {
				t.Fatalf("trial %d: range %v..%v, want %v..%v", trial, have.Min, have.Max, want.Min, want.Max)
			}
		}
	}
}

func TestPartitionSharesSumToOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	ones := func(_, _ int) float64 { return 1 }
	zero := newMemory(40, 30, 7, func(_, _ int) float64 { return 0 })
	one := newMemory(40, 30, 7, ones)
	for range 30 {
		// A fan of triangles around a point cuts the whole grid into parts.
		x, y := rng.Float64()*40, rng.Float64()*30
		corners := []float64{0, 0, 40, 0, 40, 30, 0, 30, 0, 0}
		var fan [][][]float64
		for i := 0; i+3 < len(corners); i += 2 {
			fan = append(fan, [][]float64{{x, y, corners[i], corners[i+1], corners[i+2], corners[i+3], x, y}})
		}
		layer := layerOf(fan...)
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(zero), T1: opener(one)}, []raster.Layer{{Shapes: layer}}, raster.Rule{}, raster.Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, s := range got.Stats[0] {
			sum += s.Sum
		}
		if !close9(sum, 1200) {
			t.Fatalf("shares add up to %v pixels of 1200", sum)
		}
	}
}

func TestWindowsAndWorkersChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	t0, t1 := cloudy(rng, 97, 83, 16), cloudy(rng, 97, 83, 16)
	layer := layerOf([][]float64{star(rng, 48, 40, 60, false)}, [][]float64{star(rng, 20, 20, 9, false)})
	rule := raster.Rule{Drop: 3000, Connectivity: 8, MinPixels: 2}
	run := func(workers, pixels int) *raster.Result {
		r, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{{Shapes: layer}}, rule, raster.Options{Workers: workers, WindowPixels: pixels})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	base := run(1, 300)
	if other := run(4, 300); !reflect.DeepEqual(base, other) {
		t.Error("four workers find something else than one")
	}
	whole := run(2, 1<<20)
	for f := range layer.Len() {
		a, b := base.Stats[0][f], whole.Stats[0][f]
		if !close9(a.Count, b.Count) || !close9(a.Sum, b.Sum) || a.Min != b.Min || a.Max != b.Max {
			t.Errorf("window size matters: %+v, %+v", a, b)
		}
	}
	if len(base.Patches) != len(whole.Patches) {
		t.Fatalf("%d patches by small windows, %d by one", len(base.Patches), len(whole.Patches))
	}
	for i := range base.Patches {
		if !reflect.DeepEqual(base.Patches[i].Shape.FlatCoords(), whole.Patches[i].Shape.FlatCoords()) {
			t.Errorf("patch %d has another shape", i)
		}
	}
}

func TestThresholdIsStrictAndInStoredIntegers(t *testing.T) {
	t0 := newMemory(5, 1, 5, func(int, int) float64 { return 7000 })
	t1 := newMemory(5, 1, 5, func(x, _ int) float64 { return []float64{5001, 5000, 4999, 9000, 9001}[x] })
	for _, c := range []struct {
		rule raster.Rule
		want int64
	}{{raster.Rule{Drop: 0.2}, 1}, {raster.Rule{Drop: 0.1999}, 2}, {raster.Rule{Rise: 0.2}, 1}, {raster.Rule{Drop: 0.2, Rise: 0.2}, 2}, {raster.Rule{}, 0}} {
		c.rule.Connectivity = 8
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1), Scale0: 0.0001, Scale1: 0.0001}, nil, c.rule, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got.ChangedPixels != c.want {
			t.Errorf("%+v: %d pixels, want %d", c.rule, got.ChangedPixels, c.want)
		}
	}
}

func TestDifferentScalesAreBroughtToPhysicalValues(t *testing.T) {
	t0 := newMemory(1, 1, 1, func(int, int) float64 { return 70 })
	t1 := newMemory(1, 1, 1, func(int, int) float64 { return 4000 })
	layer := layerOf([][]float64{{0, 0, 1, 0, 1, 1, 0, 1, 0, 0}})
	got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1), Scale0: 0.01, Scale1: 0.0001, Offset1: 0.05}, []raster.Layer{{Shapes: layer}}, raster.Rule{}, raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if m := got.Stats[0][0].Mean(); math.Abs(m+0.25) > 1e-12 {
		t.Errorf("mean %v, want -0.25", m)
	}
}

func TestGridsMustMatch(t *testing.T) {
	a := newMemory(5, 5, 5, func(int, int) float64 { return 0 })
	b := newMemory(5, 6, 5, func(int, int) float64 { return 0 })
	_, err := raster.Run(context.Background(), raster.Pair{T0: opener(a), T1: opener(b)}, nil, raster.Rule{}, raster.Options{})
	var mismatch *raster.GridMismatchError
	if !errors.As(err, &mismatch) {
		t.Errorf("got %v", err)
	}
}
