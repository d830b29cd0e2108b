package raster

import "math"

// Rule says which pixels count as changed: those that fell by more than Drop or rose by more than Rise, in physical units (0: not
// asked for). Relative changes, spreads and classes come in as scenes of their own (decision 015). The zero rule seeks no patches.
type Rule struct {
	Drop, Rise   float64
	Connectivity int     // 4 or 8
	MinPixels    float64 // inclusive, holes that were filled included

	// FillPixels fills holes in a patch of at most so many pixels, unless another change lies in them.
	FillPixels float64
	// Simplify, in pixels, is how far an outline may stray from pixel borders; 0 keeps it exact. Pixels stay what was counted.
	Simplify float64
}

// seeks tells whether the rule can find anything.
func (r *Rule) seeks() bool {
	return r.Drop != 0 || r.Rise != 0
}

// limits turns thresholds into bounds on the main plane: changed means d < low or d > high. In stored values a threshold
// within a millionth of a whole number is that number, so that 0.2 at a scale of 0.0001 is exactly 2000.
func (p *Pair) limits(r Rule) (low, high float64) {
	unit, _ := p.unit()
	steps := func(v float64) float64 {
		n := v / unit
		if whole := math.Round(n); p.storedDifference && math.Abs(n-whole) <= 1e-6*math.Abs(whole) {
			return whole
		}
		return n
	}
	low, high = math.Inf(-1), math.Inf(1)
	if r.Drop > 0 {
		low = -math.Abs(steps(r.Drop))
	}
	if r.Rise > 0 {
		high = math.Abs(steps(r.Rise))
	}
	if unit < 0 {
		low, high = -high, -low
	}
	return low, high
}

// marker marks the changed pixels of a window, row by row.
type marker[T value, A total] struct {
	r         *reader[T, A]
	low, high float64
}

func newMarker[T value, A total](r *reader[T, A], rule *Rule) *marker[T, A] {
	m := &marker[T, A]{r: r}
	m.low, m.high = r.pair.limits(*rule)
	return m
}

// row marks the changed pixels of a row and tells whether there are any; chunks that do not reach the limits are skipped.
func (m *marker[T, A]) row(y int, marks []bool) (found bool) {
	clear(marks)
	p := m.r.main()
	row := p.values[y*p.w : (y+1)*p.w]
	for from := 0; from < p.w; from += chunkSize {
		to := min(from+chunkSize, p.w)
		if p.chunks != nil {
			if c := &p.chunks[y*p.perRow+from/chunkSize]; c.n == 0 || float64(c.low) >= m.low && float64(c.high) <= m.high {
				continue
			}
		}
		for x := from; x < to; x++ {
			if d := float64(row[x]); row[x] > p.half && (d < m.low || d > m.high) {
				marks[x], found = true, true
			}
		}
	}
	return found
}
