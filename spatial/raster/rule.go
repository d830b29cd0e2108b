package raster

import "math"

// Rule says which pixels count as changed. Of Transitions, Judge, Spread and Relative the first that is given decides; with
// none of them a pixel has changed that fell by more than Drop or rose by more than Rise, in physical units (0: not asked
// for). The zero rule seeks no patches.
type Rule struct {
	Drop, Rise   float64
	Connectivity int     // 4 or 8
	MinPixels    float64 // inclusive, holes that were filled included

	// Relative takes Drop and Rise as parts of the amount of the earlier value: 0.2 is a fifth of it.
	Relative bool
	// Spread, on the scenes' grid, makes T0 a baseline: Drop and Rise count in spreads, so that T0 as the mean and Spread as
	// the standard deviation of earlier scenes make them z-scores. SpreadScale turns stored values into physical ones (zero
	// counts as 1). A pixel without a spread, or with one that is not positive, cannot be judged.
	Spread      Opener
	SpreadScale float64
	// Judge decides by physical values; spread is NaN without Spread. It must be safe for concurrent use.
	Judge func(before, after, spread float64) bool
	// Transitions lists the changes of class that count: stored class before to stored classes after.
	Transitions map[int][]int

	// FillPixels fills holes in a patch of at most so many pixels, unless another change lies in them.
	FillPixels float64
	// Simplify, in pixels, is how far an outline may stray from pixel borders; 0 keeps it exact. Pixels stay what was counted.
	Simplify float64
}

// seeks tells whether the rule can find anything.
func (r *Rule) seeks() bool {
	return r.Drop != 0 || r.Rise != 0 || r.Judge != nil || len(r.Transitions) > 0
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

// transition is a change from one class to another.
type transition struct{ from, to float64 }

// marker marks the changed pixels of a window, row by row.
type marker[T value, A total] struct {
	rule        *Rule
	r           *reader[T, A]
	low, high   float64
	transitions map[transition]bool
	spread      []float64
	known       []bool
}

func newMarker[T value, A total](r *reader[T, A], rule *Rule) *marker[T, A] {
	m := &marker[T, A]{rule: rule, r: r, transitions: map[transition]bool{}}
	m.low, m.high = r.pair.limits(*rule)
	for from, tos := range rule.Transitions {
		for _, to := range tos {
			m.transitions[transition{float64(from), float64(to)}] = true
		}
	}
	return m
}

// start reads what the rule needs besides the scenes.
func (m *marker[T, A]) start() error {
	if m.rule.Spread == nil {
		return nil
	}
	n := m.r.win.W * m.r.win.H
	m.spread, m.known = resized(m.spread, n), resized(m.known, n)
	if err := m.r.bands.spread.Read(m.r.win, m.spread, m.known); err != nil {
		return err
	}
	scale := m.rule.SpreadScale
	if scale == 0 {
		scale = 1
	}
	for i, ok := range m.known {
		if m.spread[i] *= scale; !ok || !(m.spread[i] > 0) {
			m.spread[i] = math.NaN()
		}
	}
	return nil
}

// row marks the changed pixels of a row and tells whether there are any, and how many could not be judged.
func (m *marker[T, A]) row(y int, marks []bool) (found bool, unjudged int64) {
	clear(marks)
	if m.rule.Transitions == nil && m.rule.Judge == nil && m.rule.Spread == nil && !m.rule.Relative {
		return m.threshold(y, marks), 0
	}
	d := &m.r.diff
	for x, v := range d.values[y*d.w : (y+1)*d.w] {
		if v <= d.half {
			continue
		}
		i := y*d.w + x
		changed, judged := m.judge(float64(m.r.v0.values[i]), float64(m.r.v1.values[i]), i)
		if !judged {
			unjudged++
		}
		marks[x] = changed
		found = found || changed
	}
	return found, unjudged
}

// judge decides by the stored values of pixel i.
func (m *marker[T, A]) judge(v0, v1 float64, i int) (changed, judged bool) {
	if m.rule.Transitions != nil {
		return m.transitions[transition{v0, v1}], true
	}
	p := m.r.pair
	before, after, spread := v0*p.Scale0+p.Offset0, v1*p.Scale1+p.Offset1, math.NaN()
	if m.rule.Spread != nil {
		if spread = m.spread[i]; math.IsNaN(spread) {
			return false, false
		}
	}
	if m.rule.Judge != nil {
		return m.rule.Judge(before, after, spread), true
	}
	step := math.Abs(before)
	if m.rule.Spread != nil {
		step = spread
	}
	d := after - before
	return m.rule.Drop > 0 && d < -m.rule.Drop*step || m.rule.Rise > 0 && d > m.rule.Rise*step, true
}

// threshold marks by limits alone; chunks that do not reach them are skipped.
func (m *marker[T, A]) threshold(y int, marks []bool) (found bool) {
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
