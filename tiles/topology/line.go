package topology

import "math"

// Lines share nothing with each other: each is generalised and cut by itself. A line is two points or more, no two of them the same
// running.

// CoarsenLine rounds a line to a lattice 2^k times as coarse, as [Polygons.Coarsen] rounds vertices. A line that shrinks to a single
// point becomes one unit long, so that it is still drawn; nil if there was no point.
func CoarsenLine(line []Point, k uint) []Point {
	if len(line) == 0 {
		return nil
	}
	half := int32(1) << k >> 1
	out := make([]Point, 0, len(line))
	for _, p := range line {
		q := Point{(p.X + half) >> k, (p.Y + half) >> k}
		if n := len(out); n == 0 || out[n-1] != q {
			out = append(out, q)
		}
	}
	if len(out) == 1 {
		out = append(out, Point{out[0].X + 1, out[0].Y})
	}
	return out
}

// SimplifyLine leaves out points by the method of Douglas and Peucker (1973): what it leaves out lies within the tolerance, in units of
// the lattice, of the line that is left. The ends stay.
func SimplifyLine(line []Point, tolerance float64) []Point {
	if len(line) <= 2 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	type span struct{ from, to int }
	for open := []span{{0, len(line) - 1}}; len(open) > 0; {
		s := open[len(open)-1]
		open = open[:len(open)-1]
		if far, at := farthest(line[s.from : s.to+1]); far > tolerance {
			keep[s.from+at] = true
			open = append(open, span{s.from, s.from + at}, span{s.from + at, s.to})
		}
	}
	out := make([]Point, 0, len(line))
	for i, p := range line {
		if keep[i] && (len(out) == 0 || out[len(out)-1] != p) {
			out = append(out, p)
		}
	}
	if len(out) == 1 { // it returned to where it began, and went nowhere
		out = append(out, line[1])
	}
	return out
}

// farthest returns the distance of the point that lies farthest from the segment between a line's ends, and its index.
func farthest(line []Point) (distance float64, at int) {
	a, b := line[0], line[len(line)-1]
	for i, p := range line[1 : len(line)-1] {
		if d := distanceToSegment(p, a, b); d > distance {
			distance, at = d, i+1
		}
	}
	return distance, at
}

// distanceToSegment is the distance of p from the nearest point of a–b.
func distanceToSegment(p, a, b Point) float64 {
	dx, dy := float64(b.X)-float64(a.X), float64(b.Y)-float64(a.Y)
	px, py := float64(p.X)-float64(a.X), float64(p.Y)-float64(a.Y)
	along := float64(px*dx) + float64(py*dy) // the conversions keep products from being fused, which not every processor does
	length := float64(dx*dx) + float64(dy*dy)
	switch {
	case along <= 0:
		return math.Hypot(px, py)
	case along >= length:
		return math.Hypot(px-dx, py-dy)
	}
	return math.Abs(float64(px*dy)-float64(py*dx)) / math.Sqrt(length)
}

// CutLine calls emit for every tile that shows something of a line, with its pieces there in the line's order. What it is given is valid
// until the next call. Tiles come in no order, each once.
func CutLine(line []Point, t Tiling, emit func(x, y int32, pieces [][]Point)) {
	if len(line) < 2 {
		return
	}
	lo, hi := line[0], line[0]
	for _, p := range line {
		lo.X, lo.Y = min(lo.X, p.X), min(lo.Y, p.Y)
		hi.X, hi.Y = max(hi.X, p.X), max(hi.Y, p.Y)
	}
	var s span
	s.x0, s.x1 = t.span(lo.X, hi.X)
	s.y0, s.y1 = t.span(lo.Y, hi.Y)
	s.x1, s.y1 = max(s.x0, s.x1), max(s.y0, s.y1) // what runs along a border of tiles without a pad
	halveLine([][]corner{cornersOf(line)}, s, t, emit)
}

// ClipLines returns what of some lines lies in the square of the given size at a corner, widened by pad.
func ClipLines(lines [][]Point, at Point, size, pad int32) [][]Point {
	box := Box{Point{at.X - pad, at.Y - pad}, Point{at.X + size + pad, at.Y + size + pad}}
	var pieces [][]corner
	for _, line := range lines {
		pieces = append(pieces, cornersOf(line))
	}
	for _, s := range box.sides() {
		pieces = s.cutLines(pieces)
	}
	return pointsOf(pieces)
}

// halveLine cuts pieces of a line for halves of a span until a tile is left.
func halveLine(pieces [][]corner, s span, t Tiling, emit func(x, y int32, pieces [][]Point)) {
	if s.x0 == s.x1 && s.y0 == s.y1 {
		emit(s.x0, s.y0, pointsOf(pieces))
		return
	}
	low, high, below, above := s.halves(t)
	if p := below.cutLines(pieces); len(p) > 0 {
		halveLine(p, low, t, emit)
	}
	if p := above.cutLines(pieces); len(p) > 0 {
		halveLine(p, high, t, emit)
	}
}

// cutLines returns what of some lines lies on the side.
func (s side) cutLines(lines [][]corner) [][]corner {
	var out [][]corner
	for _, line := range lines {
		out = s.cutLine(line, out)
	}
	return out
}

// cutLine appends the pieces of a line on the side. Cuts are taken from the whole edges, so that roundings do not add up.
func (s side) cutLine(line []corner, out [][]corner) [][]corner {
	var piece []corner
	end := func() {
		if len(piece) > 1 {
			out = append(out, piece)
		}
		piece = nil
	}
	for i, c := range line {
		d := s.depth(c.p)
		if d >= 0 && (len(piece) == 0 || piece[len(piece)-1].p != c.p) {
			piece = append(piece, c)
		} else if d >= 0 {
			piece[len(piece)-1] = c // of two at one point the later one leads on
		}
		if i+1 == len(line) {
			break
		}
		switch e := s.depth(line[i+1].p); {
		case d > 0 && e < 0:
			if p := s.cross(c, line[i+1].p); p != c.p {
				piece = append(piece, corner{p: p})
			}
			end()
		case d <= 0 && e < 0:
			end()
		case d < 0 && e > 0:
			piece = append(piece, corner{s.cross(c, line[i+1].p), c.a, c.b})
		}
	}
	end()
	return out
}

func cornersOf(line []Point) []corner {
	out := make([]corner, len(line))
	for i, p := range line {
		out[i] = corner{p, p, line[min(i+1, len(line)-1)]}
	}
	return out
}

func pointsOf(pieces [][]corner) [][]Point {
	out := make([][]Point, len(pieces))
	for i, piece := range pieces {
		out[i] = make([]Point, len(piece))
		for j, c := range piece {
			out[i][j] = c.p
		}
	}
	return out
}
