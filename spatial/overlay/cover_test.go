package overlay_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

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

// peepholes are grounds of a millimetre to a hundred metres on and around a layer's vertices, so that many have no border
// within, or one that only touches them.
func peepholes(rng *rand.Rand, p *spatial.Polygons, n int) []*geom.MultiPolygon {
	var out []*geom.MultiPolygon
	for range n {
		v := rng.IntN(p.Vertices())
		size := 0.001 * math.Floor(math.Pow(10, 5*rng.Float64()))
		x, y := p.Coords[2*v]-size*float64(rng.IntN(4))/2, p.Coords[2*v+1]-size*float64(rng.IntN(4))/2
		out = append(out, shape([]float64{x, y, x + size, y, x + size, y + size, x, y + size}))
	}
	return out
}

// Counting covers finds what telling them apart finds, whatever their borders and however small the ground.
//
//testrun:plain
func TestCountingMeetsTellingApart(t *testing.T) {
	uniform := 0
	eachLandscape(t, 8, func(t *testing.T, rng *rand.Rand, zones, cells *spatial.Polygons) {
		var b spatial.Builder
		for z := range zones.Len() {
			b.AddFrom(zones, z)
		}
		for _, hole := range append(peepholes(rng, cells, 12), peepholes(rng, zones, 6)...) {
			b.Add(spatial.Normalize(hole))
		}
		grounds := b.Build()
		valid := func(f int) bool { return f%4 > 0 }
		mesh := must[*arrange.Mesh](t)(arrange.NewMesh(context.Background(), cells, valid, 2))
		covers := must[[]overlay.Cover](t)(overlay.Covers(context.Background(), grounds, mesh, []area.Measure{area.Planar()}, overlay.Options{Workers: 2}))
		gap, twice := make([]float64, grounds.Len()), make([]float64, grounds.Len())
		borders, sets := make([]float64, grounds.Len()), make([]int, grounds.Len())
		a := arranged(t, grounds, cells)
		for _, f := range a.Facts {
			face, n := a.Faces[f.Face], 0
			for _, c := range face.Covers {
				if valid(int(c)) {
					n++
				}
			}
			switch {
			case n == 0:
				gap[face.Ground] += f.Areas[0]
			case n > 1:
				twice[face.Ground] += f.Areas[0]
			}
			borders[face.Ground] += length(face.Shape)
			sets[face.Ground]++
		}
		for g, c := range covers {
			box := grounds.Bounds(g)
			// Telling apart leaves dust to the largest face, once for every set of cells.
			tolerance := float64(1+cells.Len())*overlay.Dust + 1e-14*box.Width()*box.Height() + 2*arrange.Unit*borders[g]
			if math.Abs(c.GapAreas[0]-gap[g]) > tolerance || math.Abs(c.OverlapAreas[0]-twice[g]) > tolerance {
				t.Errorf("ground %d, %.3f m wide: gap %v and overlap %v, want %v and %v", g, box.Width(), c.GapAreas, c.OverlapAreas, gap[g], twice[g])
			}
			if d := math.Abs(planar(c.Gap)-gap[g]) + math.Abs(planar(c.Overlap)-twice[g]); d > 2*tolerance+2e-8*borders[g] {
				t.Errorf("ground %d: polygons are off by %v", g, d)
			}
			if sets[g] == 1 {
				uniform++
			}
		}
	})
	if uniform < 300 {
		t.Errorf("only %d grounds lay in one set of cells", uniform)
	}
}
