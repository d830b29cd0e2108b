package raster

import (
	"fmt"
	"math"
)

// Pair is two dated bands on one grid; its difference is T1 − T0. Scale and Offset turn stored values into physical ones
// (a zero scale counts as 1). Where both bands share them, differences are taken in stored values, which are whole numbers
// for integer files: no result depends on rounding. Without T0 the values of T1 itself are described, and no change is sought.
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

// bands are one worker's open files; earlier may be nil.
type bands struct{ earlier, later Band }

func (p *Pair) open() (b bands, err error) {
	for _, one := range []struct {
		open Opener
		band *Band
	}{{p.T0, &b.earlier}, {p.T1, &b.later}} {
		if one.open == nil {
			continue
		}
		band, err := one.open()
		if err != nil { // band may be a nil pointer of some type, which nobody may close
			b.close()
			return bands{}, fmt.Errorf("open scene: %w", err)
		}
		*one.band = band
	}
	if b.earlier != nil && !sameGrid(b.earlier.Grid(), b.later.Grid()) {
		defer b.close()
		return bands{}, &GridMismatchError{b.earlier.Grid(), b.later.Grid()}
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
	for _, band := range []Band{b.earlier, b.later} {
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

// stripPixels is how many pixels are read and subtracted at a time, so that what is read stays in the processor's cache.
const stripPixels = 1 << 15

// reader holds one worker's open bands and the window read last.
type reader[T value, A total] struct {
	pair   *Pair
	bands  bands
	keep   bool // the stored values of a pair, besides their difference
	win    Window
	v0, v1 plane[T, A] // stored values: of the window if they are kept, otherwise of a strip
	diff   plane[T, A]
	valid  []bool
	single int64 // pixels of the window observed at exactly one date
	both   int64 // at both
	sum    float64
}

func newReader[T value, A total](p *Pair, b bands, keep bool) *reader[T, A] {
	return &reader[T, A]{pair: p, bands: b, keep: keep, v0: newPlane[T, A](), v1: newPlane[T, A](), diff: newPlane[T, A]()}
}

// main is the plane that statistics are of.
func (r *reader[T, A]) main() *plane[T, A] {
	if r.bands.earlier == nil {
		return &r.v1
	}
	return &r.diff
}

// read fills the planes, strip by strip, and calls ready with the number of rows that are complete: what meets the pixels
// then finds them in the processor's cache.
func (r *reader[T, A]) read(w Window, ready func(rows int)) error {
	r.win, r.single, r.both, r.sum = w, 0, 0, 0
	rows := max(1, min(w.H, stripPixels/w.W))
	main := r.main()
	main.shape(w.W, w.H)
	stored := rows
	if r.keep {
		stored = w.H
	}
	if r.bands.earlier != nil {
		r.v0.resize(w.W, stored)
		r.v1.shape(w.W, stored)
	}
	for y := 0; y < w.H; y += rows {
		strip := Window{w.X, w.Y + y, w.W, min(rows, w.H-y)}
		if err := r.readStrip(strip, y); err != nil {
			return err
		}
		n, sum := main.summarise(y, y+strip.H)
		r.both += n
		r.sum += float64(sum)
		if r.keep && r.bands.earlier != nil {
			r.v1.summarise(y, y+strip.H)
		}
		ready(y + strip.H)
	}
	return nil
}

// readStrip reads the rows of the window from row y on.
func (r *reader[T, A]) readStrip(strip Window, y int) error {
	n, in := strip.W*strip.H, 0
	if r.keep || r.bands.earlier == nil {
		in = y * strip.W
	}
	v1 := r.v1.values[in : in+n]
	if err := r.fetch(r.bands.later, strip, v1, &r.v1); err != nil || r.bands.earlier == nil {
		return err
	}
	v0 := r.v0.values[in : in+n]
	if err := r.fetch(r.bands.earlier, strip, v0, &r.v0); err != nil {
		return err
	}
	switch out := any(r.diff.values[y*strip.W : y*strip.W+n]).(type) {
	case []int32:
		r.single += subtractIntegers(any(v0).([]int32), any(v1).([]int32), out)
	case []float64:
		r.single += r.pair.subtract(any(v0).([]float64), any(v1).([]float64), out)
	}
	return nil
}

// fetch reads a band; what is no observation becomes the plane's blank.
func (r *reader[T, A]) fetch(b Band, strip Window, values []T, p *plane[T, A]) error {
	switch v := any(values).(type) {
	case []int32:
		return b.(Integers).ReadIntegers(strip, v)
	case []float64:
		r.valid = resized(r.valid, len(v))
		if err := b.Read(strip, v, r.valid); err != nil {
			return err
		}
		blank, half := float64(p.blank), float64(p.half)
		for i, ok := range r.valid {
			if !ok {
				v[i] = blank
			} else if v[i]-v[i] != 0 || v[i] < half { // an index divided by zero: observed, without a value
				v[i] = half
			}
		}
	}
	return nil
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
