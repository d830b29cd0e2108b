package raster

import "math"

// tally sums the pixels of one feature in one window: whole pixels by themselves, since sums of whole numbers are exact,
// and parts of pixels by their share. Values that are not whole numbers are taken about the first one met, so that the
// variance does not cancel; no pixel outside the feature enters a sum.
type tally[T value, A total] struct {
	met         bool
	shift       A // of whole pixels
	base        float64
	low, high   T
	n, later    int64
	sum, sq     A
	pn, plater  float64 // of parts
	psum, psq   float64
	cells, area float64 // Σ share of all pixels, Σ share·weight; only where pixels are weighed
}

// meet notes the first observation.
func (t *tally[T, A]) meet(p *plane[T, A], v T) {
	t.met, t.base, t.low, t.high = true, float64(v), v, v
	if !p.exact() {
		t.shift = A(v)
	}
}

// spans adds the pixels of spans in which all pixels count the same.
func (t *tally[T, A]) spans(p *plane[T, A], spans []span) {
	for _, u := range spans {
		if u.to == u.from+1 {
			t.pixel(p, p.values[int(u.row)*p.w+int(u.from)], u.share)
			continue
		}
		t.add(p, u, u.share)
	}
}

// pixel adds one pixel.
func (t *tally[T, A]) pixel(p *plane[T, A], v T, share float64) {
	if v <= p.half {
		if v == p.half {
			t.plater += share
		}
		return
	}
	if !t.met {
		t.meet(p, v)
	}
	t.low, t.high = min(t.low, v), max(t.high, v)
	d := float64(v) - t.base
	t.plater += share
	t.pn += share
	d1 := share * d
	t.psum += d1
	t.psq += d1 * d
}

// add adds a stretch of pixels that count share each.
func (t *tally[T, A]) add(p *plane[T, A], u span, share float64) {
	if !t.met {
		for _, v := range p.values[int(u.row)*p.w+int(u.from) : int(u.row)*p.w+int(u.to)] {
			if v > p.half {
				t.meet(p, v)
				break
			}
		}
	}
	s := p.stretch(int(u.row), int(u.from), int(u.to), t.shift)
	if s.n > 0 {
		t.low, t.high = min(t.low, s.low), max(t.high, s.high)
	}
	if share == 1 {
		t.n += int64(s.n)
		t.later += int64(s.later)
		t.sum += s.sum
		t.sq += s.sq
		return
	}
	// From the shift of whole pixels to that of parts.
	n, apart := float64(s.n), float64(t.shift)-t.base
	sum := float64(s.sum)
	t.pn += share * n
	t.plater += share * float64(s.later)
	t.psum += share * (sum + apart*n)
	t.psq += share * (float64(s.sq) + apart*(2*sum+apart*n))
}

// weighed adds spans whose pixels hold different ground. x and y are the window's corner.
func (t *tally[T, A]) weighed(p *plane[T, A], spans []span, w *Weights, x, y int) {
	for _, u := range spans {
		length := float64(u.to - u.from)
		t.cells += u.share * length
		if w.Rows != nil {
			ground := w.Rows[y+int(u.row)]
			t.area += u.share * length * ground
			for i := u.from; i < u.to; i++ {
				t.pixel(p, p.values[int(u.row)*p.w+int(i)], u.share*ground)
			}
			continue
		}
		for i := u.from; i < u.to; i++ {
			ground := w.At(x+int(i), y+int(u.row))
			t.area += u.share * ground
			t.pixel(p, p.values[int(u.row)*p.w+int(i)], u.share*ground)
		}
	}
}

func (t *tally[T, A]) stats() Stats {
	s := emptyStats()
	s.cells, s.area = t.cells, t.area
	s.Later = float64(t.later) + t.plater
	if !t.met {
		return s
	}
	s.Min, s.Max = float64(t.low), float64(t.high)
	if t.n > 0 {
		whole := Stats{Count: float64(t.n), Min: s.Min, Max: s.Max}
		// About a whole number near the mean integers stay exact, and nothing cancels.
		n, near := A(t.n), A(math.Round(float64(t.sum)/float64(t.n)))
		sum, sq := t.sum-near*n, t.sq-near*(2*t.sum-near*n)
		shift := t.shift + near
		whole.moments(float64(sum), float64(sq), float64(shift))
		s.merge(whole)
	}
	if t.pn > 0 {
		parts := Stats{Count: t.pn, Min: s.Min, Max: s.Max}
		parts.moments(t.psum, t.psq, t.base)
		s.merge(parts)
	}
	return s
}

// moments fills sums from those taken about a shift.
func (s *Stats) moments(sum, sq, shift float64) {
	s.Sum = sum + shift*s.Count
	s.SumSq = sq + shift*(2*sum+shift*s.Count)
	s.m2 = math.Max(0, sq-sum*(sum/s.Count))
}
