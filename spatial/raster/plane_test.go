package raster_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

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
