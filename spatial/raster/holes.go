package raster

import (
	"cmp"
	"slices"
)

// fillHoles adds the holes of a region (sorted runs without seams) that are no larger than the rule fills and hold no other
// change; all are the runs of all regions, in order. A hole is ground that cannot be left without crossing the region:
// connected along pixel sides where the region is connected over corners, and the other way round.
func fillHoles(region, all []run, rule *Rule) (filled []run, pixels int64) {
	if region[0].row == region[len(region)-1].row {
		return region, 0
	}
	ground := around(region)
	label(ground, 12-rule.Connectivity)
	filled = region
	for _, hole := range regions(ground)[1:] { // the first is the outside
		n := int64(0)
		for _, u := range hole {
			n += int64(u.to - u.from)
		}
		if float64(n) > rule.FillPixels || slices.ContainsFunc(hole, func(u run) bool { return holdsChange(all, u) }) {
			continue
		}
		pixels += n
		filled = append(filled, hole...)
	}
	if pixels == 0 {
		return region, 0
	}
	sortRuns(filled)
	return mergeSeams(filled), pixels
}

// around lists, in order, what is not in the region of its bounding box widened by one pixel.
func around(region []run) []run {
	west, east := region[0].from, region[0].to
	for _, u := range region {
		west, east = min(west, u.from), max(east, u.to)
	}
	west, east = west-1, east+1
	first, last := region[0].row, region[len(region)-1].row
	out := []run{{row: first - 1, from: west, to: east}}
	k := 0
	for row := first; row <= last; row++ {
		at := west
		for ; k < len(region) && region[k].row == row; k++ {
			out = append(out, run{row: row, from: at, to: region[k].from})
			at = region[k].to
		}
		out = append(out, run{row: row, from: at, to: east})
	}
	return append(out, run{row: last + 1, from: west, to: east})
}

// holdsChange tells whether any of the runs lies in u.
func holdsChange(all []run, u run) bool {
	i, _ := slices.BinarySearchFunc(all, u, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.to, b.from+1))
	})
	return i < len(all) && all[i].row == u.row && all[i].from < u.to
}
