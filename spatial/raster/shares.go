package raster

import (
	"cmp"
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// edgeCell is what the edges inside one pixel contribute: cover is their signed height, which counts in full for every
// pixel further right in the row; area is the signed part of this pixel right of them. This is the accumulation of font
// rasterisers (FreeType's "gray" raster), in float64, so that shares are exact to rounding.
type edgeCell struct {
	row, col    int32
	cover, area float64
}

// place orders pixels row by row.
func (c edgeCell) place() int64 { return int64(c.row)<<32 + int64(c.col) }

// shares lists the pixels of a window that a feature's border crosses.
type shares struct {
	win   Window
	cells []edgeCell
}

// trace collects the edges of feature f, in pixel coordinates, inside the window.
func (s *shares) trace(p *spatial.Polygons, f int, win Window) {
	s.win, s.cells = win, s.cells[:0]
	p.EachRing(f, func(_, _ int, xy []float64) {
		for i := 0; i+3 < len(xy); i += 2 {
			s.edge(xy[i], xy[i+1], xy[i+2], xy[i+3])
		}
	})
	slices.SortFunc(s.cells, func(a, b edgeCell) int {
		return cmp.Compare(a.place(), b.place())
	})
}

// edge clips an edge to the window's rows and hands it on in pieces: those left of the window count as lying on its left
// border, those right of it count for no pixel.
func (s *shares) edge(x0, y0, x1, y1 float64) {
	top, bottom := float64(s.win.Y), float64(s.win.Y+s.win.H)
	left, right := float64(s.win.X), float64(s.win.X+s.win.W)
	if y0 == y1 || math.Max(y0, y1) <= top || math.Min(y0, y1) >= bottom || math.Min(x0, x1) >= right {
		return
	}
	at := func(y float64) float64 { return x0 + (x1-x0)*((y-y0)/(y1-y0)) }
	ax, ay, bx, by := x0, y0, x1, y1
	if c := math.Max(top, math.Min(bottom, ay)); c != ay {
		ax, ay = at(c), c
	}
	if c := math.Max(top, math.Min(bottom, by)); c != by {
		bx, by = at(c), c
	}
	// Cut where the piece passes the left or right border.
	cuts := [4]float64{0, 1, 1, 1}
	n := 1
	for _, x := range [2]float64{left, right} {
		if (ax < x) != (bx < x) {
			cuts[n] = (x - ax) / (bx - ax)
			n++
		}
	}
	if n == 3 && cuts[1] > cuts[2] {
		cuts[1], cuts[2] = cuts[2], cuts[1]
	}
	cuts[n] = 1
	px, py := ax, ay
	for i := 1; i <= n; i++ {
		qx, qy := bx, by
		if cuts[i] < 1 {
			qx, qy = ax+cuts[i]*(bx-ax), ay+cuts[i]*(by-ay)
		}
		switch mid := (px + qx) / 2; {
		case mid < left:
			s.rows(left, py, left, qy)
		case mid < right:
			s.rows(clamp(px, left, right), py, clamp(qx, left, right), qy)
		}
		px, py = qx, qy
	}
}

func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }

// rows walks a piece inside the window from pixel row to pixel row.
func (s *shares) rows(x0, y0, x1, y1 float64) {
	if y0 == y1 {
		return
	}
	step := 1.0
	row := math.Floor(y0)
	if y1 < y0 {
		step = -1
		if row == y0 {
			row--
		}
	}
	x, y := x0, y0
	for y != y1 {
		edge := row
		if step > 0 {
			edge = row + 1
		}
		ny := edge
		if (ny-y1)*step >= 0 {
			ny = y1
		}
		nx := x1
		if ny != y1 {
			nx = x0 + (x1-x0)*((ny-y0)/(y1-y0))
		}
		s.columns(int32(row), x, y, nx, ny)
		x, y, row = nx, ny, row+step
	}
}

// columns walks a piece inside one pixel row from pixel to pixel.
func (s *shares) columns(row int32, x0, y0, x1, y1 float64) {
	first, last := int32(s.win.X), int32(s.win.X+s.win.W-1)
	put := func(col int32, xm, dy float64) {
		switch {
		case col > last:
			return // on the right border: no pixel of the window lies right of it
		case col < first:
			col, xm = first, float64(first)
		}
		s.cells = append(s.cells, edgeCell{row, col, dy, dy * (1 - (xm - float64(col)))})
	}
	c0, c1 := math.Floor(math.Min(x0, x1)), math.Floor(math.Max(x0, x1))
	if c0 == c1 || x0 == x1 {
		put(int32(math.Floor((x0+x1)/2)), (x0+x1)/2, y1-y0)
		return
	}
	slope := (y1 - y0) / (x1 - x0)
	lo, hi := math.Min(x0, x1), math.Max(x0, x1)
	sign := 1.0
	if x1 < x0 {
		sign = -1
	}
	done := 0.0
	for c := c0; c <= c1; c++ {
		a, b := math.Max(lo, c), math.Min(hi, c+1)
		if b <= a {
			continue
		}
		dy := sign * slope * (b - a)
		if b == hi {
			dy = (y1 - y0) - done // what is left, so that the row's heights add up exactly
		}
		done += dy
		put(int32(c), (a+b)/2, dy)
	}
}

// dust is a share that is rounding of a border that only touches the pixel.
const dust = 1e-9

// each calls run for the pixels from..to (excluded) of a row that have one share, from the left and row by row: single ones
// where a border crosses them, stretches between borders, which are whole unless a border runs along their row. sign makes
// shares positive.
func (s *shares) each(sign float64, run func(row, from, to int, share float64)) {
	for i := 0; i < len(s.cells); {
		row, cover := s.cells[i].row, 0.0
		next := int32(s.win.X)
		for i < len(s.cells) && s.cells[i].row == row {
			col := s.cells[i].col
			if share := sign * cover; share > dust && col > next {
				run(int(row), int(next), int(col), whole(share))
			}
			area, here := 0.0, 0.0
			for ; i < len(s.cells) && s.cells[i].row == row && s.cells[i].col == col; i++ {
				area += s.cells[i].area
				here += s.cells[i].cover
			}
			if share := sign * (cover + area); share > dust {
				run(int(row), int(col), int(col)+1, whole(share))
			}
			cover += here
			next = col + 1
		}
		if end := int32(s.win.X + s.win.W); sign*cover > dust && end > next {
			run(int(row), int(next), int(end), whole(sign*cover))
		}
	}
}

// whole takes a share that misses 1 by rounding for 1.
func whole(share float64) float64 {
	if share > 1-1e-12 {
		return 1
	}
	return share
}
