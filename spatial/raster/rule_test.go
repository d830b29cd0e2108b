package raster_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func TestRulesMeetPixelByPixelJudgement(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 62))
	scene := func() *memory {
		return newMemory(40, 30, 8, func(int, int) float64 {
			if rng.IntN(6) == 0 {
				return math.NaN()
			}
			return float64(rng.IntN(12) - 2)
		})
	}
	t0, t1 := scene(), scene()
	const scale = 0.25
	for name, c := range map[string]struct {
		rule    raster.Rule
		changed func(before, after float64) bool
	}{
		"drop": {raster.Rule{Drop: 0.6}, func(a, b float64) bool { return b-a < -0.6 }},
		"rise": {raster.Rule{Rise: 0.9}, func(a, b float64) bool { return b-a > 0.9 }},
		"both": {raster.Rule{Drop: 0.3, Rise: 0.9}, func(a, b float64) bool { return b-a < -0.3 || b-a > 0.9 }},
	} {
		for _, open := range []func(*memory) raster.Opener{opener, floats} {
			c.rule.Connectivity = 8
			got, err := raster.Run(context.Background(), raster.Pair{T0: open(t0), T1: open(t1), Scale0: scale, Scale1: scale}, nil, c.rule, raster.Options{Workers: 2, WindowPixels: 200})
			if err != nil {
				t.Fatal(err)
			}
			mask := make([]bool, len(t0.values))
			changed := int64(0)
			for i, a := range t0.values {
				b := t1.values[i]
				if mask[i] = !math.IsNaN(a) && !math.IsNaN(b) && c.changed(a*scale, b*scale); mask[i] {
					changed++
				}
			}
			var sizes []int
			for _, p := range got.Patches {
				sizes = append(sizes, int(p.Pixels))
			}
			if changed == 0 || got.ChangedPixels != changed || !slices.Equal(sizes, flood(mask, 40, 8)) {
				t.Errorf("%s: %d pixels changed, want %d; patches of %v", name, got.ChangedPixels, changed, sizes)
			}
		}
	}
}

// maskRun finds the patches of a mask.
func maskRun(t *testing.T, mask []bool, w int, rule raster.Rule) []raster.Patch {
	t.Helper()
	rule.Drop = 5
	h := len(mask) / w
	t0 := newMemory(w, h, 5, func(int, int) float64 { return 0 })
	t1 := newMemory(w, h, 5, func(x, y int) float64 {
		if mask[y*w+x] {
			return -10
		}
		return 0
	})
	got, err := raster.Run(context.Background(), raster.Pair{T0: opener(t0), T1: opener(t1)}, nil, rule, raster.Options{Workers: 2, WindowPixels: 50})
	if err != nil {
		t.Fatal(err)
	}
	return got.Patches
}

// enclosed lists the holes of each region by flood fill: what cannot reach the frame without crossing that region.
func enclosed(mask []bool, w, connectivity int, limit float64) (filled int) {
	h := len(mask) / w
	step := func(from []int, ok func(i int) bool, diagonal bool) map[int]bool {
		seen := map[int]bool{}
		for _, i := range from {
			seen[i] = true
		}
		for k := 0; k < len(from); k++ {
			x, y := from[k]%(w+2), from[k]/(w+2)
			for dx := -1; dx <= 1; dx++ {
				for dy := -1; dy <= 1; dy++ {
					if nx, ny := x+dx, y+dy; nx >= 0 && nx < w+2 && ny >= 0 && ny < h+2 && (diagonal || dx == 0 || dy == 0) {
						if j := ny*(w+2) + nx; !seen[j] && ok(j) {
							seen[j] = true
							from = append(from, j)
						}
					}
				}
			}
		}
		return seen
	}
	changed := func(i int) bool {
		x, y := i%(w+2)-1, i/(w+2)-1
		return x >= 0 && x < w && y >= 0 && y < h && mask[y*w+x]
	}
	done := map[int]bool{}
	for i := range (w + 2) * (h + 2) {
		if !changed(i) || done[i] {
			continue
		}
		region := step([]int{i}, changed, connectivity == 8)
		for j := range region {
			done[j] = true
		}
		free := func(j int) bool { return !region[j] }
		gone := step([]int{0}, free, connectivity == 4)
		for j := range (w + 2) * (h + 2) {
			if region[j] || gone[j] {
				continue
			}
			hole := step([]int{j}, free, connectivity == 4)
			foreign := false
			for k := range hole {
				gone[k] = true
				foreign = foreign || changed(k)
			}
			if !foreign && float64(len(hole)) <= limit {
				filled += len(hole)
			}
		}
	}
	return filled
}

func TestHolesAreFilledUpToASize(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	worker, total := geos.NewWorker(), 0
	for trial := range 200 {
		w, h := 3+rng.IntN(15), 3+rng.IntN(15)
		density := 0.5 + rng.Float64()/2
		mask := make([]bool, w*h)
		for i := range mask {
			mask[i] = rng.Float64() < density
		}
		rule := raster.Rule{Connectivity: []int{4, 8}[trial%2], FillPixels: float64(1 + rng.IntN(6))}
		filled := 0
		for _, p := range maskRun(t, mask, w, rule) {
			filled += int(p.Filled)
			if a := area(p); a != float64(p.Pixels) || p.Mean != -10 {
				t.Fatalf("trial %d: a patch of %d pixels has an outline of %v, mean %v", trial, p.Pixels, a, p.Mean)
			}
			if why, err := worker.Invalid(p.Shape); err != nil || why != "" {
				t.Fatalf("trial %d: outline %v: %s %v", trial, p.Shape.FlatCoords(), why, err)
			}
		}
		if want := enclosed(mask, w, rule.Connectivity, rule.FillPixels); filled != want {
			t.Fatalf("trial %d (%d×%d, %+v): %d pixels filled, want %d", trial, w, h, rule, filled, want)
		}
		total += filled
	}
	if total < 100 {
		t.Errorf("only %d pixels were filled in all trials", total)
	}
}

func TestSimplifiedOutlinesStayValidAndNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(81, 82))
	worker, thinned := geos.NewWorker(), 0
	for range 200 {
		// A blob: a disc with a rough border and holes.
		const w = 40
		mask := make([]bool, w*w)
		for i := range mask {
			r := math.Hypot(float64(i%w)-20, float64(i/w)-20)
			mask[i] = r < 12+rng.Float64() && rng.IntN(60) > 0
		}
		rule := raster.Rule{Connectivity: 8, MinPixels: 20}
		exact := maskRun(t, mask, w, rule)
		rule.Simplify = 1 + rng.Float64()
		for i, p := range maskRun(t, mask, w, rule) {
			if why, err := worker.Invalid(p.Shape); err != nil || why != "" {
				t.Fatalf("outline %v: %s %v", p.Shape.FlatCoords(), why, err)
			}
			if p.Pixels != exact[i].Pixels {
				t.Fatalf("%d pixels, %d before simplifying", p.Pixels, exact[i].Pixels)
			}
			// What lies between the two borders is no wider than the tolerance along the exact one.
			if a, length := area(p), perimeter(exact[i]); math.Abs(a-float64(p.Pixels)) > rule.Simplify*length {
				t.Fatalf("area %v of %d pixels", a, p.Pixels)
			}
			if len(p.Shape.FlatCoords()) < len(exact[i].Shape.FlatCoords()) {
				thinned++
			}
		}
	}
	if thinned < 100 {
		t.Errorf("only %d outlines became simpler", thinned)
	}
}

func perimeter(p raster.Patch) (sum float64) {
	start := 0
	for _, ends := range p.Shape.Endss() {
		for _, e := range ends {
			sum += spatial.RingLength(p.Shape.FlatCoords()[start:e])
			start = e
		}
	}
	return sum
}
