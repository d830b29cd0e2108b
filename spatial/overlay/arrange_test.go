package overlay_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// boxes are random rectangles on a coarse lattice, so that borders coincide, touch and nest often.
func boxes(rng *rand.Rand, n int, size, reach int) *spatial.Polygons {
	var b spatial.Builder
	for range n {
		x, y := float64(rng.IntN(reach)), float64(rng.IntN(reach))
		w, h := float64(1+rng.IntN(size)), float64(1+rng.IntN(size))
		b.Add(rectangle(x, y, w, h))
	}
	return b.Build()
}

func rectangle(x, y, w, h float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + w, y, x + w, y + h, x, y + h, x, y}, [][]int{{10}})
}

// pixels counts, by brute force over unit squares, the ground of each (cover set, parcel) of a ground. Ground in several
// parcels belongs to the first.
func pixels(grounds, covers, parcels *spatial.Polygons, g int) map[string]float64 {
	out := map[string]float64{}
	b := grounds.Bounds(g)
	for x := b.MinX; x < b.MaxX; x++ {
		for y := b.MinY; y < b.MaxY; y++ {
			cx, cy := x+0.5, y+0.5
			if !grounds.Covers(g, cx, cy) {
				continue
			}
			var set []int
			for c := range covers.Len() {
				if covers.Covers(c, cx, cy) {
					set = append(set, c)
				}
			}
			parcel := -1
			for p := range parcels.Len() {
				if parcels.Covers(p, cx, cy) {
					parcel = p
					break
				}
			}
			out[fmt.Sprint(set, parcel)]++
		}
	}
	return out
}

func TestArrangeMeetsBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for trial := range 150 {
		grounds, covers, parcels := boxes(rng, 3, 12, 14), boxes(rng, rng.IntN(7), 9, 18), boxes(rng, rng.IntN(7), 6, 18)
		layers := overlay.Layers{Grounds: grounds, Covers: covers, Parcels: parcels, Measures: []area.Measure{area.Planar()}}
		a, err := overlay.Arrange(context.Background(), layers, overlay.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if one, err := overlay.Arrange(context.Background(), layers, overlay.Options{Workers: 1}); err != nil || !reflect.DeepEqual(one, a) {
			t.Fatal("the number of workers matters", err)
		}
		for g := range grounds.Len() {
			got := map[string]float64{}
			for _, f := range a.Facts {
				face := a.Faces[f.Face]
				if int(face.Ground) != g {
					continue
				}
				set := []int{}
				for _, c := range face.Covers {
					set = append(set, int(c))
				}
				if !slices.IsSorted(set) {
					t.Fatal("a set of covers is not ascending")
				}
				got[fmt.Sprint(set, f.Parcel)] += f.Areas[0]
			}
			want := pixels(grounds, covers, parcels, g)
			for k, v := range want {
				if math.Abs(got[k]-v) > 1e-6 {
					t.Fatalf("trial %d, ground %d: %v, want %v", trial, g, got, want)
				}
			}
			if len(got) != len(want) {
				t.Fatalf("trial %d, ground %d: %v, want %v", trial, g, got, want)
			}
		}
	}
}

func TestPairsAndRemainderMeetBruteForce(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	for range 100 {
		p := boxes(rng, 6, 8, 12)
		pairs, err := overlay.Pairs(context.Background(), p, func(a, b int) bool { return (a+b)%3 != 0 }, nil, overlay.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		found := map[[2]int32]float64{}
		for _, q := range pairs {
			found[[2]int32{q.A, q.B}] = float64(area.Planar().Multi(q.Shape))
		}
		for a := range p.Len() {
			for b := a + 1; b < p.Len(); b++ {
				x, y := p.Bounds(a), p.Bounds(b)
				want := math.Max(0, math.Min(x.MaxX, y.MaxX)-math.Max(x.MinX, y.MinX)) * math.Max(0, math.Min(x.MaxY, y.MaxY)-math.Max(x.MinY, y.MinY))
				if (a+b)%3 == 0 {
					want = 0
				}
				if got := found[[2]int32{int32(a), int32(b)}]; math.Abs(got-want) > 1e-9 {
					t.Fatalf("%v and %v share %v, want %v", x, y, got, want)
				}
			}
		}
		rest, err := overlay.Remainder(&arrange.Arrangement{}, p, 0, p, []int{1, 2, 3, 4, 5})
		if err != nil {
			t.Fatal(err)
		}
		want := 0.0
		for x := p.Bounds(0).MinX; x < p.Bounds(0).MaxX; x++ {
			for y := p.Bounds(0).MinY; y < p.Bounds(0).MaxY; y++ {
				bare := true
				for f := 1; f < p.Len(); f++ {
					bare = bare && !p.Covers(f, x+0.5, y+0.5)
				}
				if bare {
					want++
				}
			}
		}
		if got := float64(area.Planar().Multi(rest)); math.Abs(got-want) > 1e-9 {
			t.Fatalf("remainder %v, want %v", got, want)
		}
	}
}
