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

// shape gives the plane room for a window.
func (p *plane[T, A]) shape(w, h int) {
	p.resize(w, h)
	if p.exact() {
		p.perRow = (w + chunkSize - 1) / chunkSize
		p.chunks = resized(p.chunks, p.perRow*h)
	}
}

// summarise makes the chunks of rows from..to (excluded) and adds up those rows.
func (p *plane[T, A]) summarise(from, to int) (n int64, sum A) {
	if p.chunks == nil {
		all := p.nothing()
		p.scan(&all, p.values[from*p.w:to*p.w], 0)
		return int64(all.n), all.sum
	}
	for y := from; y < to; y++ {
		row, chunks := p.values[y*p.w:(y+1)*p.w], p.chunks[y*p.perRow:(y+1)*p.perRow]
		for i := range chunks {
			c := p.nothing()
			p.scan(&c, row[i*chunkSize:min((i+1)*chunkSize, p.w)], 0)
			chunks[i] = c
			n += int64(c.n)
			sum += c.sum
		}
	}
	return n, sum
}

// scan adds values to s. Blanks are rare and in patches: it first adds as if there were none.
func (p *plane[T, A]) scan(s *sums[T, A], values []T, shift A) {
	if len(values) == 0 {
		return
	}
	low, high := values[0], values[0]
	var sum, sq A
	for _, v := range values {
		low, high = min(low, v), max(high, v)
		d := A(v) - shift
		sum += d
		sq += d * d
	}
	n := int32(len(values))
	switch {
	case low > p.half:
		s.add(&sums[T, A]{sum, sq, low, high, n, n})
	case high > p.blank:
		p.scanBlanks(s, values, shift)
	}
}

func (p *plane[T, A]) scanBlanks(s *sums[T, A], values []T, shift A) {
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
}

// nothing are sums over no pixels; their low and high are no values.
func (p *plane[T, A]) nothing() sums[T, A] { return sums[T, A]{low: p.blank, high: p.blank} }

// add adds pixels from..to (excluded) of a row to s.
func (p *plane[T, A]) add(s *sums[T, A], row, from, to int, shift A) {
	values := p.values[row*p.w : (row+1)*p.w]
	first, last := (from+chunkSize-1)/chunkSize, to/chunkSize
	if p.chunks == nil {
		p.scan(s, values[from:to], shift)
		return
	}
	if first > last { // inside one chunk
		p.scanWithin(s, &p.chunks[row*p.perRow+last], values[from:to], shift)
		return
	}
	chunks := p.chunks[row*p.perRow : (row+1)*p.perRow]
	if from < first*chunkSize {
		p.scanWithin(s, &chunks[first-1], values[from:first*chunkSize], shift)
	}
	for i := first; i < last; i++ {
		s.add(&chunks[i])
	}
	if last*chunkSize < to {
		p.scanWithin(s, &chunks[last], values[last*chunkSize:to], shift)
	}
}

// scanWithin adds values of a chunk. Where that has no blanks and no value beyond those met so far, sums are enough.
func (p *plane[T, A]) scanWithin(s, chunk *sums[T, A], values []T, shift A) {
	if s.n == 0 || chunk.low < s.low || chunk.high > s.high || chunk.n < chunkSize {
		p.scan(s, values, shift)
		return
	}
	var sum, sq A
	for _, v := range values {
		d := A(v) - shift
		sum += d
		sq += d * d
	}
	n := int32(len(values))
	s.sum, s.sq, s.n, s.later = s.sum+sum, s.sq+sq, s.n+n, s.later+n
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
