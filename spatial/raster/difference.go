package raster

import (
	"fmt"
	"math"
)

// Pair is two dated bands on one grid; its difference is T1 − T0. Scale and Offset turn stored values into physical ones
// (a zero scale counts as 1). Where both bands share them, differences are taken in stored values, which are whole numbers
// for integer files: nothing hangs on rounding. Without T0 the values of T1 itself are described, and no change is sought.
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

func (p *Pair) normalise() {
	if p.Scale0 == 0 {
		p.Scale0 = 1
	}
	if p.Scale1 == 0 {
		p.Scale1 = 1
	}
	p.storedDifference = p.Scale0 == p.Scale1 && p.Offset0 == p.Offset1
}

// unit and origin turn what the main plane holds into physical units: stored differences, physical ones, or stored values.
func (p *Pair) unit() (unit, origin float64) {
	switch {
	case p.T0 == nil:
		return p.Scale1, p.Offset1
	case p.storedDifference:
		return p.Scale0, 0
	}
	return 1, 0
}

// bands are one worker's open files; earlier and spread may be nil.
type bands struct{ earlier, later, spread Band }

func (p *Pair) open(rule Rule) (b bands, err error) {
	for _, one := range []struct {
		open Opener
		band *Band
	}{{p.T0, &b.earlier}, {p.T1, &b.later}, {rule.Spread, &b.spread}} {
		if one.open == nil {
			continue
		}
		if *one.band, err = one.open(); err != nil {
			b.close()
			return bands{}, fmt.Errorf("open scene: %w", err)
		}
	}
	for _, other := range []Band{b.earlier, b.spread} {
		if other != nil && !sameGrid(other.Grid(), b.later.Grid()) {
			b.close()
			return bands{}, &GridMismatchError{other.Grid(), b.later.Grid()}
		}
	}
	return b, nil
}

// whole tells whether the main plane can hold integers.
func (b bands) whole(p *Pair) bool {
	is := func(b Band) bool {
		i, ok := b.(Integers)
		return ok && i.Whole()
	}
	return is(b.later) && (b.earlier == nil || p.storedDifference && is(b.earlier))
}

func (b bands) close() {
	for _, band := range []Band{b.earlier, b.later, b.spread} {
		if band != nil {
			band.Close()
		}
	}
}

func sameGrid(a, b Grid) bool {
	same := a.Width == b.Width && a.Height == b.Height
	size := math.Hypot(a.Affine[1], a.Affine[4])
	for i := range a.Affine {
		same = same && math.Abs(a.Affine[i]-b.Affine[i]) <= 1e-6*size
	}
	return same
}

// reader holds one worker's open bands and the window read last.
type reader[T value, A total] struct {
	pair   *Pair
	bands  bands
	win    Window
	v0, v1 plane[T, A] // stored values
	diff   plane[T, A]
	valid  []bool
	single int64 // pixels of the window observed at exactly one date
	both   int64 // at both
	sum    float64
}

func newReader[T value, A total](p *Pair, b bands) *reader[T, A] {
	return &reader[T, A]{pair: p, bands: b, v0: newPlane[T, A](), v1: newPlane[T, A](), diff: newPlane[T, A]()}
}

// main is the plane that statistics are of.
func (r *reader[T, A]) main() *plane[T, A] {
	if r.bands.earlier == nil {
		return &r.v1
	}
	return &r.diff
}

func (r *reader[T, A]) read(w Window) error {
	r.win, r.single = w, 0
	if err := r.fetch(r.bands.later, &r.v1); err != nil {
		return err
	}
	if r.bands.earlier != nil {
		if err := r.fetch(r.bands.earlier, &r.v0); err != nil {
			return err
		}
		r.diff.resize(w.W, w.H)
		r.single = r.difference()
	}
	n, sum := r.main().summarise()
	r.both, r.sum = n, float64(sum)
	return nil
}

// fetch reads a band; what is no observation becomes the plane's blank.
func (r *reader[T, A]) fetch(b Band, in *plane[T, A]) error {
	in.resize(r.win.W, r.win.H)
	switch p := any(in).(type) {
	case *plane[int32, int64]:
		return b.(Integers).ReadIntegers(r.win, p.values)
	case *plane[float64, float64]:
		v := p.values
		r.valid = resized(r.valid, len(v))
		if err := b.Read(r.win, v, r.valid); err != nil {
			return err
		}
		for i, ok := range r.valid {
			if !ok {
				v[i] = p.blank
			} else if v[i]-v[i] != 0 || v[i] < p.half { // an index divided by zero: observed, without a value
				v[i] = p.half
			}
		}
	}
	return nil
}

func (r *reader[T, A]) difference() (single int64) {
	switch d := any(&r.diff).(type) {
	case *plane[int32, int64]:
		return subtractIntegers(any(r.v0.values).([]int32), any(r.v1.values).([]int32), d.values)
	case *plane[float64, float64]:
		return r.pair.subtract(any(r.v0.values).([]float64), any(r.v1.values).([]float64), d.values)
	}
	return 0
}

func subtractIntegers(v0, v1, out []int32) (single int64) {
	v0, out = v0[:len(v1)], out[:len(v1)]
	for i, b := range v1 {
		a := v0[i]
		if a != Missing && b != Missing {
			out[i] = b - a
			continue
		}
		out[i] = Missing
		if a != b {
			single++
		}
		if b != Missing {
			out[i] = Missing + 1
		}
	}
	return single
}

func (p *Pair) subtract(v0, v1, out []float64) (single int64) {
	blank, half := math.Inf(-1), -math.MaxFloat64
	for i, b := range v1 {
		a := v0[i]
		if a == blank || b == blank {
			out[i] = blank
			if a != b {
				single++
			}
			if b != blank {
				out[i] = half
			}
			continue
		}
		d := b - a
		if !p.storedDifference {
			d = (b*p.Scale1 + p.Offset1) - (a*p.Scale0 + p.Offset0)
		}
		if a == half || b == half || d-d != 0 || d < half {
			d = half
		}
		out[i] = d
	}
	return single
}
