package overlay_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Counting covers must find what telling them apart finds, polygons included.
//
//testrun:plain
func TestCoversMeetArrange(t *testing.T) {
	ctx := context.Background()
	rng := rand.New(rand.NewPCG(21, 22))
	var none spatial.Builder
	parcels := none.Build()
	planar := []area.Measure{area.Planar()}
	for trial := range 400 {
		grounds, covers := boxes(rng, 4, 12, 14), tiling(rng)
		if trial%2 == 0 {
			covers = boxes(rng, rng.IntN(12), 9, 18)
		}
		valid := func(f int) bool { return trial%5 > 0 || f%3 > 0 }
		mesh, err := arrange.NewMesh(ctx, covers, valid, 2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := overlay.Covers(ctx, grounds, mesh, planar, overlay.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		want, err := overlay.Arrange(ctx, overlay.Layers{Grounds: grounds, Covers: covers, Parcels: parcels, Measures: planar}, overlay.Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		gap, over := make([]float64, grounds.Len()), make([]float64, grounds.Len())
		for _, f := range want.Facts {
			face, n := want.Faces[f.Face], 0
			for _, c := range face.Covers {
				if valid(int(c)) {
					n++
				}
			}
			switch {
			case n == 0:
				gap[face.Ground] += f.Areas[0]
			case n > 1:
				over[face.Ground] += f.Areas[0]
			}
		}
		for g, c := range got {
			if math.Abs(c.GapAreas[0]-gap[g]) > 1e-9 || math.Abs(c.OverlapAreas[0]-over[g]) > 1e-9 {
				t.Fatalf("trial %d, ground %d: gap %v and overlap %v, want %v and %v", trial, g, c.GapAreas, c.OverlapAreas, gap[g], over[g])
			}
			if d := float64(area.Planar().Multi(c.Gap)) - gap[g]; math.Abs(d) > 1e-9 {
				t.Fatalf("trial %d, ground %d: the gap's polygons are off by %v", trial, g, d)
			}
			if d := float64(area.Planar().Multi(c.Overlap)) - over[g]; math.Abs(d) > 1e-9 {
				t.Fatalf("trial %d, ground %d: the overlap's polygons are off by %v", trial, g, d)
			}
		}
	}
}

// tiling covers a square with rectangles that share borders, of which some are missing and some are there twice.
func tiling(rng *rand.Rand) *spatial.Polygons {
	var b spatial.Builder
	for x := 0; x < 24; x += 4 {
		for y := -2 * rng.IntN(2); y < 24; y += 4 {
			for n := [...]int{0, 1, 1, 1, 1, 1, 1, 1, 1, 2}[rng.IntN(10)]; n > 0; n-- {
				b.Add(rectangle(float64(x), float64(y), 4, 4))
			}
		}
	}
	return b.Build()
}
