package topology

// moment is where along a segment something begins: the share num/den, den > 0, of its length; open where the place itself
// is not part of it.
type moment struct {
	num, den int64
	open     bool
}

// before compares two moments: a closed one comes before an open one at the same place.
func (a moment) before(b moment) bool {
	l, r := a.num*b.den, b.num*a.den
	return l < r || l == r && !a.open && b.open
}

// segment is an edge in doubled coordinates of the finer lattice. Its length is below 2²⁶ per axis, so that products fit.
type segment struct{ ax, ay, dx, dy int64 }

// intersectsHotPixel tells whether the segment passes through the half-open square [cx−s, cx+s) × [cy−s, cy+s), and where it enters.
func (e segment) intersectsHotPixel(cx, cy, s int64) (moment, bool) {
	px, py := cx-e.ax, cy-e.ay
	if cross := e.dx*py - e.dy*px; abs(cross) > s*(abs(e.dx)+abs(e.dy)) {
		return moment{}, false
	}
	from, to := moment{0, 1, false}, moment{1, 1, false} // of to, open means that the end is not reached
	if !narrow(&from, &to, px-s, px+s, e.dx) || !narrow(&from, &to, py-s, py+s, e.dy) {
		return moment{}, false
	}
	l, r := from.num*to.den, to.num*from.den
	return from, l < r || l == r && !from.open && !to.open
}

// narrow keeps the share of the way on which lo ≤ t·d < hi; false where there is none on this axis alone.
func narrow(from, to *moment, lo, hi, d int64) bool {
	var a, b moment
	switch {
	case d == 0:
		return lo <= 0 && 0 < hi
	case d > 0:
		a, b = moment{lo, d, false}, moment{hi, d, true}
	default:
		a, b = moment{-hi, -d, true}, moment{-lo, -d, false}
	}
	if from.before(a) {
		*from = a
	}
	if l, r := b.num*to.den, to.num*b.den; l < r || l == r && b.open {
		*to = b
	}
	return true
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}
