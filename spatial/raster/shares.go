package raster

import (
	"math"
	"math/bits"

	"github.com/qingshan-gis/qingshan/spatial"
)

// part is a pixel of a window, counted row by row, of which a share lies inside a feature.
type part struct {
	at    int32
	share float64
}

// stretch is the pixels from..to (excluded) of one row of a window, all of which lie inside a feature as a whole.
type stretch struct{ row, from, to int32 }

// ground is what a feature holds of a window.
type ground struct {
	parts []part
	whole []stretch
}

// crossing is what the edges inside one pixel contribute: cover is their signed height, which counts in full for every
// pixel further right in the row; area is the signed part of this pixel right of them. This is the accumulation of font
// rasterisers (FreeType's "gray" raster), in float64, so that shares are exact to rounding.
type crossing struct{ cover, area float64 }

// shares works out which pixels of a window lie in a feature, over the part of the window that the feature's box meets.
// Between two features all of its crossings are zero.
type shares struct {
	left, top     int // of that part in the window
	across        int // pixels in a row of the window
	cols, rows    int
	words         int // of touched to a row
	width, height float64
	crossings     []crossing
	touched       []uint64 // bits of crossed pixels
	out           ground
}

// cut returns what feature f, whose bounding box is given, holds of window win, valid until the next call. sign makes
// shares positive: -1 where rings run counter-clockwise as numbers in the pixel plane.
func (s *shares) cut(p *spatial.Polygons, f int, box spatial.Box, win Window, sign float64) ground {
	s.out.parts, s.out.whole = s.out.parts[:0], s.out.whole[:0]
	if !s.place(box, win) {
		return s.out
	}
	ox, oy := float64(win.X+s.left), float64(win.Y+s.top)
	for q := p.Features[f]; q < p.Features[f+1]; q++ {
		for r := p.Parts[q]; r < p.Parts[q+1]; r++ {
			s.ring(p.Coords[2*p.Rings[r]:2*p.Rings[r+1]], ox, oy)
		}
	}
	for row := range s.rows {
		s.row(row, sign)
	}
	return s.out
}

// place lays the accumulation over the part of the window that box meets.
func (s *shares) place(box spatial.Box, win Window) bool {
	x0, y0 := math.Max(0, math.Floor(box.MinX)-float64(win.X)), math.Max(0, math.Floor(box.MinY)-float64(win.Y))
	x1, y1 := math.Min(float64(win.W), math.Ceil(box.MaxX)-float64(win.X)), math.Min(float64(win.H), math.Ceil(box.MaxY)-float64(win.Y))
	if !(x1 > x0 && y1 > y0) {
		return false
	}
	s.left, s.top, s.cols, s.rows = int(x0), int(y0), int(x1-x0), int(y1-y0)
	s.width, s.height, s.across = x1-x0, y1-y0, win.W
	s.words = (s.cols + 63) / 64
	s.crossings, s.touched = resized(s.crossings, s.cols*s.rows), resized(s.touched, s.words*s.rows)
	return true
}

// ring adds the edges of a ring.
func (s *shares) ring(xy []float64, ox, oy float64) {
	if len(xy) < 4 {
		return
	}
	x0, y0 := xy[0]-ox, xy[1]-oy
	in0 := x0 >= 0 && x0 <= s.width && y0 >= 0 && y0 <= s.height
	for i := 2; i+1 < len(xy); i += 2 {
		x1, y1 := xy[i]-ox, xy[i+1]-oy
		in1 := x1 >= 0 && x1 <= s.width && y1 >= 0 && y1 <= s.height
		if in0 && in1 {
			s.edge(x0, y0, x1, y1)
		} else {
			s.clip(x0, y0, x1, y1)
		}
		x0, y0, in0 = x1, y1, in1
	}
}

// clip cuts an edge to the rows and hands it on in pieces: those left of the first column count as lying on its left
// side, those right of the last one count for no pixel.
func (s *shares) clip(x0, y0, x1, y1 float64) {
	if y0 == y1 || math.Max(y0, y1) <= 0 || math.Min(y0, y1) >= s.height || math.Min(x0, x1) >= s.width {
		return
	}
	at := func(y float64) float64 { return x0 + (x1-x0)*((y-y0)/(y1-y0)) }
	ax, ay, bx, by := x0, y0, x1, y1
	if c := clamp(ay, 0, s.height); c != ay {
		ax, ay = at(c), c
	}
	if c := clamp(by, 0, s.height); c != by {
		bx, by = at(c), c
	}
	cuts := [4]float64{0, 1, 1, 1}
	n := 1
	for _, x := range [2]float64{0, s.width} {
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
		case mid < 0:
			s.edge(0, py, 0, qy)
		case mid < s.width:
			s.edge(clamp(px, 0, s.width), py, clamp(qx, 0, s.width), qy)
		}
		px, py = qx, qy
	}
}

func clamp(v, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, v)) }

// edge walks an edge from pixel row to pixel row, always downwards, so that a border shared by two features gives both the
// same numbers.
func (s *shares) edge(x0, y0, x1, y1 float64) {
	if y0 == y1 {
		return
	}
	sign := 1.0
	if y1 < y0 {
		x0, y0, x1, y1, sign = x1, y1, x0, y0, -1
	}
	row, last := int(y0), int(y1)
	if row == last {
		s.piece(row, x0, x1, sign*(y1-y0))
		return
	}
	slope := (x1 - x0) / (y1 - y0)
	below := float64(row + 1)
	x := x0 + slope*(below-y0)
	s.piece(row, x0, x, sign*(below-y0))
	for row++; row < last; row++ {
		from := x
		x = x0 + slope*(float64(row+1)-y0)
		s.piece(row, from, x, sign)
	}
	if rest := y1 - float64(last); rest > 0 {
		s.piece(last, x, x1, sign*rest)
	}
}

// piece adds a piece of signed height dy inside one pixel row.
func (s *shares) piece(row int, a, b, dy float64) {
	col := int(a)
	if col != int(b) {
		s.pixels(row, a, b, dy)
		return
	}
	if col < s.cols { // on the right side of the last column no pixel lies right of it
		c := &s.crossings[row*s.cols+col]
		c.cover += dy
		c.area += dy * (1 - ((a+b)/2 - float64(col)))
		s.touched[row*s.words+col>>6] |= 1 << (col & 63)
	}
}

// pixels walks a piece that runs through several pixels of a row.
func (s *shares) pixels(row int, a, b, dy float64) {
	if b < a {
		a, b = b, a
	}
	first, last := int(a), int(b)
	each := dy / (b - a)
	part := float64(first+1) - a
	done := each * part
	s.put(row, first, done, done*part/2)
	for col := first + 1; col < last; col++ {
		s.put(row, col, each, each/2)
		done += each
	}
	if b > float64(last) {
		rest := dy - done // what is left, so that the row's heights add up exactly
		s.put(row, last, rest, rest*(1-(b-float64(last))/2))
	}
}

func (s *shares) put(row, col int, cover, area float64) {
	if uint(col) >= uint(s.cols) {
		return // on the right side of the last column: no pixel lies right of it
	}
	c := &s.crossings[row*s.cols+col]
	c.cover += cover
	c.area += area
	s.touched[row*s.words+col>>6] |= 1 << (col & 63)
}

// dust is a share that is rounding of a border that only touches the pixel.
const dust = 1e-9

// row turns the crossings of a row into ground, from the left, and wipes them: single pixels where a border crosses them,
// stretches between borders, which are whole unless a border runs along their row.
func (s *shares) row(row int, sign float64) {
	cover, next := 0.0, 0
	crossings := s.crossings[row*s.cols : (row+1)*s.cols]
	for w, word := range s.touched[row*s.words : (row+1)*s.words] {
		if word == 0 {
			continue
		}
		s.touched[row*s.words+w] = 0
		for ; word != 0; word &= word - 1 {
			col := w<<6 + bits.TrailingZeros64(word)
			if col > next {
				s.span(row, next, col, sign*cover)
			}
			c := crossings[col]
			crossings[col] = crossing{}
			s.span(row, col, col+1, sign*(cover+c.area))
			cover += c.cover
			next = col + 1
		}
	}
	if next < s.cols {
		s.span(row, next, s.cols, sign*cover)
	}
}

// span adds pixels from..to (excluded) of a row, in columns of the accumulation.
func (s *shares) span(row, from, to int, share float64) {
	if share <= dust {
		return
	}
	row, from, to = s.top+row, s.left+from, s.left+to
	if share > 1-1e-12 { // misses 1 by rounding
		if to > from+1 {
			s.out.whole = append(s.out.whole, stretch{int32(row), int32(from), int32(to)})
			return
		}
		share = 1
	}
	for at := row*s.across + from; at < row*s.across+to; at++ {
		s.out.parts = append(s.out.parts, part{int32(at), share})
	}
}
