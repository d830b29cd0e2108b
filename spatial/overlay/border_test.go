package overlay_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// TestSharedBordersMeetUnitSides counts the unit sides of a lattice that two rectangles share from either side.
//
//testrun:plain
func TestSharedBordersMeetUnitSides(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 1))
	var a arrange.Arrangement
	shared := 0.0
	for trial := range 2000 {
		var b spatial.Builder
		n := 2 + rng.IntN(6)
		for range n {
			x, y, w, h := float64(rng.IntN(12)), float64(rng.IntN(12)), float64(1+rng.IntN(6)), float64(1+rng.IntN(6))
			b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + w, y, x + w, y + h, x, y + h, x, y}, [][]int{{10}}))
		}
		p := b.Build()
		var which []int
		for f := 1; f < n; f++ {
			which = append(which, f)
		}
		got, err := overlay.SharedBorders(&a, p, 0, p, which)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float64, len(which))
		side := func(x, y, u, v float64) { // the pixels on both sides
			in, out := p.Covers(0, x, y), p.Covers(0, u, v)
			if in == out {
				return
			}
			if out {
				x, y, u, v = u, v, x, y
			}
			for k, f := range which {
				if p.Covers(f, u, v) && !p.Covers(f, x, y) {
					want[k]++
				}
			}
		}
		for x := -0.5; x < 19; x++ {
			for y := -0.5; y < 19; y++ {
				side(x, y, x+1, y)
				side(x, y, x, y+1)
			}
		}
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-9 {
				t.Fatalf("trial %d: border with %d is %v, want %v", trial, which[k], got[k], want[k])
			}
			shared += want[k]
		}
	}
	if shared < 1000 {
		t.Errorf("%v m of shared borders: nothing was tested", shared)
	}
}
