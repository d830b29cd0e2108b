package raster

import (
	"math"

	"github.com/twpayne/go-geom"
)

// Patch is a connected region of change.
type Patch struct {
	Pixels  int64
	Mean    float64 // mean difference, physical units
	Extreme float64 // the largest difference by amount
	// Shape runs along pixel borders in pixel coordinates: valid by OGC 06-103r4, of exactly Pixels unit squares. Parts that
	// meet at corners only are polygons of their own.
	Shape *geom.MultiPolygon
}

// patches makes the patches of at least minPixels from labelled runs.
func patches(runs []run, minPixels, unit float64) []Patch {
	var out []Patch
	least := minPixels * (1 - 1e-9) // inclusive, whatever the division that made it
	for _, region := range regions(runs) {
		var p Patch
		var sum float64
		for _, u := range region {
			p.Pixels += int64(u.to - u.from)
			sum += u.sum
			if math.Abs(u.extreme) > math.Abs(p.Extreme) {
				p.Extreme = u.extreme
			}
		}
		if float64(p.Pixels) < least {
			continue
		}
		p.Mean, p.Extreme = sum/float64(p.Pixels)*unit, p.Extreme*unit
		p.Shape = outline(mergeSeams(region))
		out = append(out, p)
	}
	return out
}

// mergeSeams joins neighbouring runs of a row that a block border cut.
func mergeSeams(region []run) []run {
	out := region[:0:0]
	for _, u := range region {
		if n := len(out); n > 0 && out[n-1].row == u.row && out[n-1].to == u.from {
			out[n-1].to = u.to
			continue
		}
		out = append(out, u)
	}
	return out
}
