package main

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// answers are those of the shared benchmark for seed 20260; areas planar in m². L has none: there only counts are printed.
var answers = map[string]struct {
	valid, sum, changed int64
	patches             int
	patchM2, largestM2  float64
	parcels, villages   zonal
}{
	"S": {24383815, -757431880, 125162, 875, 12025300, 110700,
		zonal{22332553.2425, -35.28049919102, 259.7741004107, 323}, zonal{21015995.6354, -37.4077589566792, 396.0606003039, 1}},
	"M": {98140403, -1561058050, 503299, 3590, 48366600, 191700,
		zonal{94635972.4467, -15.82021960899, 237.7337991001, 2445}, zonal{92681500.8810, -14.6597317413371, 363.9287486335, 2}},
}

// zonal sums up a layer: sum of counts, mean of means and of standard deviations, features without a valid pixel.
type zonal struct {
	count, mean, stdev float64
	without            int
}

func summary(stats []raster.Stats) (z zonal) {
	n := 0.0
	for _, s := range stats {
		if s.Count == 0 {
			z.without++
			continue
		}
		n++
		z.count += s.Count
		z.mean += s.Mean()
		z.stdev += s.Stdev()
	}
	z.mean, z.stdev = z.mean/n, z.stdev/n
	return z
}

func (z zonal) check(what string, want zonal) error {
	// Counts and means meet to 1e-11; exactextract's standard deviations carry an error of 1e-9 themselves.
	far := func(a, b float64) bool { return math.Abs(a-b) > 1e-8*math.Abs(b) }
	if far(z.count, want.count) || far(z.mean, want.mean) || far(z.stdev, want.stdev) || z.without != want.without {
		return fmt.Errorf("%s: %+v, the benchmark's answer is %+v", what, z, want)
	}
	return nil
}

func (s *scenes) checkStats(r *raster.Result) error {
	want, ok := answers[s.scale]
	if !ok {
		return nil
	}
	if r.ValidPixels != want.valid || r.SumDiff != float64(want.sum) {
		return fmt.Errorf("%d valid pixels, sum %.0f, the benchmark's answer is %d, %d", r.ValidPixels, r.SumDiff, want.valid, want.sum)
	}
	if err := summary(r.Stats[0]).check("parcels", want.parcels); err != nil {
		return err
	}
	// Villages stand first in the layer of zones.
	return summary(r.Stats[2][:s.flat[2].Shapes.Len()]).check("villages", want.villages)
}

func (s *scenes) checkPatches(r *raster.Result) error {
	const pixelM2 = 100
	area, largest := 0.0, 0.0
	for _, p := range r.Patches {
		area += float64(p.Pixels) * pixelM2
		largest = math.Max(largest, float64(p.Pixels)*pixelM2)
	}
	want, ok := answers[s.scale]
	if !ok {
		fmt.Printf("%d patches, %.0f m², the largest %.0f m²\n", len(r.Patches), area, largest)
		return nil
	}
	if r.ChangedPixels != want.changed || len(r.Patches) != want.patches || area != want.patchM2 || largest != want.largestM2 {
		return fmt.Errorf("%d pixels changed, %d patches, %.0f m², largest %.0f m², the benchmark's answer is %d, %d, %.0f, %.0f",
			r.ChangedPixels, len(r.Patches), area, largest, want.changed, want.patches, want.patchM2, want.largestM2)
	}
	return nil
}
