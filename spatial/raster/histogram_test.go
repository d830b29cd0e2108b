package raster_test

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

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
