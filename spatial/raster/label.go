package raster

import (
	"cmp"
	"math"
	"slices"
)

// run is a stretch of changed pixels in one row: columns from..to (excluded).
type run struct {
	row, from, to int32
	label         int32
	sum, extreme  float64
}

// changedRuns lists the changed pixels of a window.
func changedRuns(r *reader, w Window, low, high float64) []run {
	var out []run
	for y := range w.H {
		in := y * w.W
		for x := 0; x < w.W; x++ {
			if !changed(r, in+x, low, high) {
				continue
			}
			u := run{row: int32(w.Y + y), from: int32(w.X + x)}
			for ; x < w.W && changed(r, in+x, low, high); x++ {
				d := r.diff[in+x]
				u.sum += d
				if math.Abs(d) > math.Abs(u.extreme) {
					u.extreme = d
				}
			}
			u.to = int32(w.X + x)
			out = append(out, u)
		}
	}
	return out
}

func changed(r *reader, i int, low, high float64) bool {
	return r.valid[i] && (r.diff[i] < low || r.diff[i] > high)
}

// forest is a union-find over runs.
type forest []int32

func (f forest) find(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// join keeps the smaller root, so that a region is named by its first run.
func (f forest) join(a, b int32) {
	a, b = f.find(a), f.find(b)
	if a < b {
		f[b] = a
	} else {
		f[a] = b
	}
}

// label sorts runs and gives all runs of one connected region the index of its first run.
func label(runs []run, connectivity int) {
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.from, b.from))
	})
	reach := int32(0)
	if connectivity == 8 {
		reach = 1
	}
	f := make(forest, len(runs))
	for i := range f {
		f[i] = int32(i)
	}
	above := 0 // first run of the row above that may still touch
	for i := range runs {
		u := &runs[i]
		if i > 0 && runs[i-1].row == u.row && runs[i-1].to == u.from { // a run cut at a block seam
			f.join(int32(i-1), int32(i))
		}
		for above < i && (runs[above].row < u.row-1 || runs[above].row == u.row-1 && runs[above].to+reach <= u.from) {
			above++
		}
		for k := above; k < i && runs[k].row == u.row-1 && runs[k].from < u.to+reach; k++ {
			f.join(int32(k), int32(i))
		}
	}
	for i := range runs {
		runs[i].label = f.find(int32(i))
	}
}

// regions groups labelled runs; the order is that of each region's first pixel.
func regions(runs []run) [][]run {
	place := map[int32]int{}
	var out [][]run
	for _, u := range runs {
		k, ok := place[u.label]
		if !ok {
			k = len(out)
			place[u.label] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], u)
	}
	return out
}
