package raster

import (
	"fmt"
	"math"
)

// Pair is two dated bands on one grid; its difference is T1 − T0. Scale and Offset turn stored values into physical ones
// (a zero scale counts as 1). Where both bands share them, differences are taken in stored values, which are whole numbers
// for integer files: nothing hangs on rounding.
type Pair struct {
	T0, T1           Opener
	Scale0, Offset0  float64
	Scale1, Offset1  float64
	storedDifference bool
}

// GridMismatchError says that two bands do not lie on one pixel lattice.
type GridMismatchError struct{ T0, T1 Grid }

func (e *GridMismatchError) Error() string {
	return fmt.Sprintf("the two scenes lie on different grids: %d×%d %v and %d×%d %v", e.T0.Width, e.T0.Height, e.T0.Affine, e.T1.Width, e.T1.Height, e.T1.Affine)
}

// Rule says which pixels count as changed: a decrease of more than Drop, or an increase of more than Rise, in physical
// units. Both zero: no patches are sought.
type Rule struct {
	Drop, Rise   float64
	Connectivity int     // 4 or 8
	MinPixels    float64 // inclusive
}

func (p *Pair) normalise() {
	if p.Scale0 == 0 {
		p.Scale0 = 1
	}
	if p.Scale1 == 0 {
		p.Scale1 = 1
	}
	p.storedDifference = p.Scale0 == p.Scale1 && p.Offset0 == p.Offset1
}

// unit is what one step of a computed difference is in physical units.
func (p *Pair) unit() float64 {
	if p.storedDifference {
		return p.Scale0
	}
	return 1
}

// limits turns a rule into bounds on the computed difference: changed means d < low or d > high. In stored values a
// threshold within a millionth of a whole number is that number, so that 0.2 at a scale of 0.0001 is exactly 2000.
func (p *Pair) limits(r Rule) (low, high float64) {
	steps := func(v float64) float64 {
		n := v / p.unit()
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
	if p.unit() < 0 {
		low, high = -high, -low
	}
	return low, high
}

// reader holds one worker's open bands and buffers for one window.
type reader struct {
	pair   *Pair
	win    Window // the one read last
	b0, b1 Band
	diff   []float64 // T1 − T0; 0 where invalid
	valid  []bool    // at both dates, with a finite difference
	later  []bool    // at T1
	v1     []float64
	single int64   // pixels of the window valid at exactly one date
	both   int64   // pixels of the window valid at both
	sum    float64 // Σ diff over those
}

func (p *Pair) open() (*reader, error) {
	b0, err := p.T0()
	if err != nil {
		return nil, err
	}
	b1, err := p.T1()
	if err != nil {
		b0.Close()
		return nil, err
	}
	r := &reader{pair: p, b0: b0, b1: b1}
	if !sameGrid(b0.Grid(), b1.Grid()) {
		r.close()
		return nil, &GridMismatchError{b0.Grid(), b1.Grid()}
	}
	return r, nil
}

func (r *reader) close() {
	r.b0.Close()
	r.b1.Close()
}

func sameGrid(a, b Grid) bool {
	same := a.Width == b.Width && a.Height == b.Height
	size := math.Hypot(a.Affine[1], a.Affine[4])
	for i := range a.Affine {
		same = same && math.Abs(a.Affine[i]-b.Affine[i]) <= 1e-6*size
	}
	return same
}

func (r *reader) read(w Window) error {
	n := w.W * w.H
	if cap(r.diff) < n {
		r.diff, r.v1 = make([]float64, n), make([]float64, n)
		r.valid, r.later = make([]bool, n), make([]bool, n)
	}
	r.diff, r.v1, r.valid, r.later = r.diff[:n], r.v1[:n], r.valid[:n], r.later[:n]
	if err := r.b0.Read(w, r.diff, r.valid); err != nil {
		return err
	}
	if err := r.b1.Read(w, r.v1, r.later); err != nil {
		return err
	}
	p := r.pair
	r.win, r.single, r.both, r.sum = w, 0, 0, 0
	for i, v0 := range r.diff {
		if r.valid[i] != r.later[i] {
			r.single++
		}
		switch {
		case !r.valid[i] || !r.later[i]:
			r.diff[i], r.valid[i] = 0, false
		case p.storedDifference:
			r.diff[i] = r.v1[i] - v0
		default:
			r.diff[i] = (r.v1[i]*p.Scale1 + p.Offset1) - (v0*p.Scale0 + p.Offset0)
		}
		if d := r.diff[i]; d-d != 0 { // an index divided by zero is no observation
			r.diff[i], r.valid[i] = 0, false
		}
		if r.valid[i] {
			r.both++
			r.sum += r.diff[i]
		}
	}
	return nil
}
