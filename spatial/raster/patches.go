package raster

import (
	"math"

	"github.com/twpayne/go-geom"
)

// Patch is a connected region of change.
type Patch struct {
	Pixels  int64   // filled ones included
	Filled  int64   // pixels of holes that were filled
	Mean    float64 // mean difference of the changed pixels, physical units
	Extreme float64 // the largest difference by amount
	// Shape runs along pixel borders in pixel coordinates: valid by OGC 06-103r4, of exactly Pixels unit squares unless it was
	// simplified. Parts that meet at corners only are polygons of their own.
	Shape *geom.MultiPolygon
}

// patches makes the patches that reach the rule's size.
func patches(runs []run, rule *Rule, unit float64, g Grid) []Patch {
	sortRuns(runs)
	label(runs, rule.Connectivity)
	var out []Patch
	least := rule.MinPixels * (1 - 1e-9) // inclusive, whatever the division that made it
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
		p.Mean, p.Extreme = sum/float64(p.Pixels)*unit, p.Extreme*unit
		region = mergeSeams(region)
		if rule.FillPixels > 0 {
			region, p.Filled = fillHoles(region, runs, rule)
			p.Pixels += p.Filled
		}
		if float64(p.Pixels) < least {
			continue
		}
		p.Shape = outline(region)
		if rule.Simplify > 0 {
			p.Shape = simplify(p.Shape, rule.Simplify)
		}
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
