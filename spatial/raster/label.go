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

// changedRuns lists the changed pixels of the window just read.
func (w *worker[T, A]) changedRuns() (out []run) {
	p, win := w.reader.main(), w.reader.win
	w.marks = resized(w.marks, p.w)
	for y := range p.h {
		if !w.marker.row(y, w.marks) {
			continue
		}
		row := p.values[y*p.w : (y+1)*p.w]
		for x := 0; x < p.w; x++ {
			if !w.marks[x] {
				continue
			}
			u := run{row: int32(win.Y + y), from: int32(win.X + x)}
			for ; x < p.w && w.marks[x]; x++ {
				d := float64(row[x])
				u.sum += d
				if math.Abs(d) > math.Abs(u.extreme) {
					u.extreme = d
				}
			}
			u.to = int32(win.X + x)
			out = append(out, u)
		}
	}
	return out
}

// union is a union-find over runs.
type union []int32

func (f union) find(i int32) int32 {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// join keeps the smaller root, so that a region is named by its first run.
func (f union) join(a, b int32) {
	a, b = f.find(a), f.find(b)
	if a < b {
		f[b] = a
	} else {
		f[a] = b
	}
}

// sortRuns orders runs row by row.
func sortRuns(runs []run) {
	slices.SortFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.from, b.from))
	})
}

// label gives all runs of one connected region the index of its first run. Runs are in order.
func label(runs []run, connectivity int) {
	reach := int32(0)
	if connectivity == 8 {
		reach = 1
	}
	f := make(union, len(runs))
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

// regions groups labelled runs; the order is that of each region's first run, and runs keep theirs.
func regions(runs []run) [][]run {
	place := make([]int32, len(runs)) // by label: where its next run goes
	for i := range runs {
		place[runs[i].label]++
	}
	grouped := make([]run, len(runs))
	var out [][]run
	at := int32(0)
	for i, n := range place {
		if n > 0 {
			out = append(out, grouped[at:at+n:at+n])
			place[i], at = at, at+n
		}
	}
	for _, u := range runs {
		grouped[place[u.label]] = u
		place[u.label]++
	}
	return out
}
