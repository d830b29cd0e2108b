package arrange_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

func polygon(rings ...[]float64) *geom.MultiPolygon {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(append(flat, r...), r[:2]...)
		ends = append(ends, len(flat))
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends})
}

// boxes are random rectangles on a coarse lattice, so that borders coincide, touch and nest often; some have a hole.
func boxes(rng *rand.Rand, n, size, reach int) *spatial.Polygons {
	var b spatial.Builder
	for range n {
		x, y := float64(rng.IntN(reach)), float64(rng.IntN(reach))
		w, h := float64(1+rng.IntN(size)), float64(1+rng.IntN(size))
		outer := []float64{x, y, x + w, y, x + w, y + h, x, y + h}
		if w < 3 || h < 3 || rng.IntN(3) > 0 {
			b.Add(polygon(outer))
			continue
		}
		hx, hy := x+1+float64(rng.IntN(int(w)-2)), y+1+float64(rng.IntN(int(h)-2))
		b.Add(polygon(outer, []float64{hx, hy, hx, hy + 1, hx + 1, hy + 1, hx + 1, hy}))
	}
	return b.Build()
}

// byLabel names each label's area by its polygons.
func byLabel(a *arrange.Arrangement, areas []float64) map[string]float64 {
	out := map[string]float64{}
	for l := 1; l < a.Labels(); l++ {
		out[fmt.Sprint(a.Label(l))] = areas[l]
	}
	return out
}

//testrun:plain
func TestAreasMeetPixels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var a arrange.Arrangement
	for trial := range 3000 {
		p := boxes(rng, 1+rng.IntN(9), 9, 14)
		a.Reset(p.Extent())
		for f := range p.Len() {
			a.Add(p, f)
		}
		if err := a.Divide(); err != nil {
			t.Fatal(err)
		}
		got := byLabel(&a, a.Areas(area.Planar(), nil))
		want := map[string]float64{}
		for x := 0.5; x < 24; x++ {
			for y := 0.5; y < 24; y++ {
				var in []int32
				for f := range p.Len() {
					if p.Covers(f, x, y) {
						in = append(in, int32(f))
					}
				}
				if in != nil {
					want[fmt.Sprint(in)]++
				}
			}
		}
		for k, v := range want {
			if math.Abs(got[k]-v) > 1e-9 {
				t.Fatalf("trial %d: %s has %v, want %v", trial, k, got[k], v)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("trial %d: %v, want %v", trial, got, want)
		}
	}
}

// A window smaller than the polygons changes nothing of what lies in it.
//
//testrun:plain
func TestWindowsShowTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var whole, part arrange.Arrangement
	for trial := range 3000 {
		p := boxes(rng, 2+rng.IntN(9), 20, 24)
		whole.Reset(p.Extent())
		part.Reset(p.Bounds(0))
		for f := range p.Len() {
			whole.Add(p, f)
			part.Add(p, f)
		}
		if err := whole.Divide(); err != nil {
			t.Fatal(err)
		}
		if err := part.Divide(); err != nil {
			t.Fatal(err)
		}
		inside := func(a *arrange.Arrangement) map[string]float64 {
			out := map[string]float64{}
			areas := a.Areas(area.Planar(), nil)
			for l := 1; l < a.Labels(); l++ {
				if set := a.Label(l); set[0] == 0 {
					out[fmt.Sprint(set)] = areas[l]
				}
			}
			return out
		}
		got, want := inside(&part), inside(&whole)
		for k, v := range want {
			if math.Abs(got[k]-v) > 1e-9 {
				t.Fatalf("trial %d: %s has %v, want %v", trial, k, got[k], v)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("trial %d: %v, want %v", trial, got, want)
		}
	}
}

// Nothing, and what has no ground, is no ground anywhere.
func TestNothingHasNoFaces(t *testing.T) {
	line := polygon([]float64{1, 1, 3, 3, 2, 2})
	for name, window := range map[string]spatial.Box{"empty": spatial.EmptyBox(), "point": {MinX: 2, MinY: 2, MaxX: 2, MaxY: 2}, "some": {MinX: 0, MinY: 0, MaxX: 9, MaxY: 9}} {
		var b spatial.Builder
		b.Add(nil)
		b.Add(geom.NewMultiPolygon(geom.XY))
		if name != "empty" {
			b.Add(line)
		}
		p := b.Build()
		var a arrange.Arrangement
		a.Reset(window)
		for f := range p.Len() {
			a.Add(p, f)
		}
		if err := a.Divide(); err != nil {
			t.Fatal(err)
		}
		if a.Labels() != 1 || a.Areas(area.Planar(), nil)[0] != 0 {
			t.Errorf("%s window: %d labels", name, a.Labels())
		}
		if shapes := a.Polygons([]int32{-1}, 1); shapes[0] != nil {
			t.Errorf("%s window: ground out of nothing", name)
		}
	}
}

// A face with hundreds of neighbours: what was remembered of one border must not be taken for another's.
func TestManyNeighboursOfOneFace(t *testing.T) {
	const n = 1000
	var b spatial.Builder
	b.Add(polygon([]float64{-1, -1, 2*n + 1, -1, 2*n + 1, 2, -1, 2}))
	for i := range n {
		x := float64(2 * i)
		b.Add(polygon([]float64{x, 0, x + 1, 0, x + 1, 1, x, 1}))
	}
	p := b.Build()
	var a arrange.Arrangement
	a.Reset(p.Bounds(0))
	for f := range p.Len() {
		a.Add(p, f)
	}
	if err := a.Divide(); err != nil {
		t.Fatal(err)
	}
	got := byLabel(&a, a.Areas(area.Planar(), nil))
	if len(got) != n+1 || math.Abs(got["[0]"]-(3*(2*n+2)-n)) > 1e-6 {
		t.Errorf("%d labels, %v m² around all", len(got), got["[0]"])
	}
	for i := range n {
		if v := got[fmt.Sprint([]int{0, i + 1})]; math.Abs(v-1) > 1e-6 {
			t.Fatalf("box %d has %v m²", i, v)
		}
	}
}
