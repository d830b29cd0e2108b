package raster

import "math"

// value is a stored pixel value or a difference of two; total is what adds up values of that type.
type value interface{ int32 | float64 }
type total interface{ int64 | float64 }

// chunkSize is how many pixels of a row are summed once for all features. Longer chunks are made faster, shorter ones leave
// less to scan at the ends of a stretch.
const chunkSize = 16

// sums are the sums over some pixels, unweighted; values are taken about a shift.
type sums[T value, A total] struct {
	sum, sq   A
	low, high T
	n, later  int32 // observations; pixels observed at the later date
}

// plane is one window of values. Two values stand below all observations: blank for no observation at the later date, half
// for one at the later date only.
type plane[T value, A total] struct {
	w, h        int
	values      []T
	blank, half T
	chunks      []sums[T, A] // of chunkSize pixels, perRow to a row; nil where sums depend on their order
	perRow      int
}

// newPlane is a plane that knows its blanks.
func newPlane[T value, A total]() plane[T, A] {
	var p plane[T, A]
	switch q := any(&p).(type) {
	case *plane[int32, int64]:
		q.blank, q.half = Missing, Missing+1
	case *plane[float64, float64]:
		q.blank, q.half = math.Inf(-1), -math.MaxFloat64
	}
	return p
}

// exact tells whether sums of the plane do not depend on their order.
func (p *plane[T, A]) exact() bool {
	_, integers := any(p).(*plane[int32, int64])
	return integers
}

func (p *plane[T, A]) resize(w, h int) {
	p.w, p.h, p.values = w, h, resized(p.values, w*h)
}

// resized is a slice of n elements, of the same memory where that suffices.
func resized[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}

// summarise makes the chunks and adds up the window.
func (p *plane[T, A]) summarise() (n int64, sum A) {
	if !p.exact() {
		all := p.scan(p.values, 0)
		return int64(all.n), all.sum
	}
	p.perRow = (p.w + chunkSize - 1) / chunkSize
	p.chunks = resized(p.chunks, p.perRow*p.h)
	for y := range p.h {
		row := p.values[y*p.w : (y+1)*p.w]
		for i := range p.perRow {
			c := p.scan(row[i*chunkSize:min((i+1)*chunkSize, p.w)], 0)
			p.chunks[y*p.perRow+i] = c
			n += int64(c.n)
			sum += c.sum
		}
	}
	return n, sum
}

// scan adds up values. Blanks are rare and in patches: it first adds as if there were none.
func (p *plane[T, A]) scan(values []T, shift A) sums[T, A] {
	if len(values) == 0 {
		return p.nothing()
	}
	low, high := values[0], values[0]
	var sum, sq A
	for _, v := range values {
		low, high = min(low, v), max(high, v)
		d := A(v) - shift
		sum += d
		sq += d * d
	}
	if low > p.half {
		n := int32(len(values))
		return sums[T, A]{sum, sq, low, high, n, n}
	}
	if high == p.blank {
		return p.nothing()
	}
	return p.scanBlanks(values, shift)
}

func (p *plane[T, A]) scanBlanks(values []T, shift A) sums[T, A] {
	s := p.nothing()
	for _, v := range values {
		if v > p.blank {
			s.later++
		}
		if v <= p.half {
			continue
		}
		d := A(v) - shift
		s.sum += d
		s.sq += d * d
		if s.n == 0 {
			s.low, s.high = v, v
		}
		s.low, s.high = min(s.low, v), max(s.high, v)
		s.n++
	}
	return s
}

// nothing are sums over no pixels; its low and high are no values.
func (p *plane[T, A]) nothing() sums[T, A] { return sums[T, A]{low: p.blank, high: p.blank} }

// stretch adds up pixels from..to (excluded) of a row.
func (p *plane[T, A]) stretch(row, from, to int, shift A) sums[T, A] {
	at := row * p.w
	first, last := (from+chunkSize-1)/chunkSize, to/chunkSize
	if p.chunks == nil || first >= last {
		return p.scan(p.values[at+from:at+to], shift)
	}
	s := p.scan(p.values[at+from:at+first*chunkSize], shift)
	for i := row*p.perRow + first; i < row*p.perRow+last; i++ {
		s.add(&p.chunks[i])
	}
	if end := p.scan(p.values[at+last*chunkSize:at+to], shift); end.later > 0 {
		s.add(&end)
	}
	return s
}

// add joins the sums of other pixels, taken about the same shift.
func (s *sums[T, A]) add(o *sums[T, A]) {
	s.later += o.later
	if o.n == 0 {
		return
	}
	if s.n == 0 {
		s.low, s.high = o.low, o.high
	}
	s.low, s.high = min(s.low, o.low), max(s.high, o.high)
	s.sum += o.sum
	s.sq += o.sq
	s.n += o.n
}
