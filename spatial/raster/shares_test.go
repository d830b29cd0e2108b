package raster_test

import (
	"context"
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func TestPixelsOutsideAFeatureDoNotEnterIt(t *testing.T) {
	layer := layerOf([][]float64{{20, 0, 40, 0, 40, 10, 20, 10, 20, 0}})
	for _, bad := range []float64{math.Inf(1), math.Inf(-1), -3.4e38, 1e20} {
		for _, window := range []int{512, raster.DefaultWindow} { // the second holds the pixel and the feature together
			s := statsOf(t, layer, window, func(x, _ int) float64 {
				if x == 3 {
					return bad
				}
				return 0.25
			})
			if s.Mean() != 0.25 || s.Stdev() != 0 || s.Count != 200 {
				t.Errorf("%v beside the feature: count %v mean %v stdev %v, want 200, 0.25, 0", bad, s.Count, s.Mean(), s.Stdev())
			}
		}
	}
}

func TestVarianceDoesNotCancel(t *testing.T) {
	layer := layerOf([][]float64{{0, 0, 64, 0, 64, 10, 0, 10, 0, 0}})
	for _, base := range []float64{0, 1e6, 1e9} {
		s := statsOf(t, layer, 512, func(x, y int) float64 { return base + float64((x+y)%2)/128 })
		if math.Abs(s.Stdev()*256-1) > 1e-9 {
			t.Errorf("about %g: stdev %v, want %v", base, s.Stdev(), 1./256)
		}
	}
}

func statsOf(t *testing.T, layer *spatial.Polygons, window int, at func(x, y int) float64) raster.Stats {
	t.Helper()
	t0, t1 := newMemory(64, 10, 16, func(int, int) float64 { return 0 }), newMemory(64, 10, 16, at)
	r, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, []raster.Layer{{Shapes: layer}}, raster.Rule{}, raster.Options{Workers: 2, WindowPixels: window})
	if err != nil {
		t.Fatal(err)
	}
	return r.Stats[0][0]
}
