package raster_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// flood lists the sizes of connected regions by flood fill.
func flood(mask []bool, w, connectivity int) []int {
	seen := make([]bool, len(mask))
	var sizes []int
	for i := range mask {
		if !mask[i] || seen[i] {
			continue
		}
		seen[i] = true
		queue := []int{i}
		for k := 0; k < len(queue); k++ {
			x, y := queue[k]%w, queue[k]/w
			for dx := -1; dx <= 1; dx++ {
				for dy := -1; dy <= 1; dy++ {
					nx, ny := x+dx, y+dy
					if nx < 0 || nx >= w || ny < 0 || ny >= len(mask)/w || connectivity == 4 && dx != 0 && dy != 0 {
						continue
					}
					if j := ny*w + nx; mask[j] && !seen[j] {
						seen[j] = true
						queue = append(queue, j)
					}
				}
			}
		}
		sizes = append(sizes, len(queue))
	}
	return sizes
}

func TestPatchesMeetFloodFill(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	worker := geos.NewWorker()
	for trial := range 300 {
		w, h := 1+rng.IntN(24), 1+rng.IntN(24)
		density := rng.Float64()
		mask := make([]bool, w*h)
		for i := range mask {
			mask[i] = rng.Float64() < density
		}
		t0 := newMemory(w, h, 5, func(int, int) float64 { return 0 })
		t1 := newMemory(w, h, 5, func(x, y int) float64 {
			if mask[y*w+x] {
				return -10
			}
			return 0
		})
		connectivity := []int{4, 8}[trial%2]
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, nil, raster.Rule{Drop: 5, Connectivity: connectivity}, raster.Options{Workers: 2, WindowPixels: 20})
		if err != nil {
			t.Fatal(err)
		}
		want := flood(mask, w, connectivity)
		var have []int
		for _, p := range got.Patches {
			have = append(have, int(p.Pixels))
			if a := area(p); a != float64(p.Pixels) {
				t.Fatalf("trial %d: a patch of %d pixels has an outline of %v", trial, p.Pixels, a)
			}
			if why, err := worker.Invalid(p.Shape); err != nil || why != "" {
				t.Fatalf("trial %d: outline %v: %s %v", trial, p.Shape.FlatCoords(), why, err)
			}
		}
		if !slices.Equal(have, want) {
			t.Fatalf("trial %d (%d×%d, %d-connected): sizes %v, want %v", trial, w, h, connectivity, have, want)
		}
	}
}

func area(p raster.Patch) float64 {
	sum, start := 0.0, 0
	for _, ends := range p.Shape.Endss() {
		for _, e := range ends {
			sum += spatial.RingArea(p.Shape.FlatCoords()[start:e])
			start = e
		}
	}
	return sum
}

func TestMinimumSizeIsInclusive(t *testing.T) {
	t0 := newMemory(9, 1, 9, func(int, int) float64 { return 0 })
	t1 := newMemory(9, 1, 9, func(x, _ int) float64 { return []float64{-9, -9, -9, 0, -9, -9, 0, -9, 0}[x] })
	for _, c := range []struct {
		min  float64
		want int
	}{{0, 3}, {2, 2}, {3, 1}, {0.1 * 3 / 0.1, 1}, {3.01, 0}} {
		got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, nil, raster.Rule{Drop: 5, Connectivity: 8, MinPixels: c.min}, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Patches) != c.want {
			t.Errorf("minimum %v: %d patches, want %d", c.min, len(got.Patches), c.want)
		}
	}
}
