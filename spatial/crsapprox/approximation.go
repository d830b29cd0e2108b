// Package crsapprox stands in for a CRS transformation over a bounded extent by Chebyshev polynomials.
//
// A county is small beside the Earth, so a transformation between two of its coordinate systems is a polynomial of low
// degree to within nanometres. Fitted once at ingest and kept in the manifest, it lets a server place a click or a tile
// without a projection library, from any goroutine, in about 100 ns a point.
package crsapprox

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Func transforms points in place.
type Func func(xs, ys []float64) error

// Warp is a fitted transformation, exact to MaxError over Box (input units); outside it the result is meaningless.
// It is immutable and safe for concurrent use; its JSON form is its definition.
type Warp struct {
	Box      spatial.Box `json:"box"`
	U        Series      `json:"u"`
	V        Series      `json:"v"`
	MaxError float64     `json:"max_error"` // largest deviation seen at check points, in output units
}

// Refined returns an inverse that meets its forward transformation more closely: PROJ's inverse of the Lambert azimuthal
// equal-area projection, for one, ends a series at 0.3 mm and is exact only at the centre. What is missing after the way
// there and back is added, and the inverse taken again.
func Refined(inverse, forward Func) Func {
	return func(xs, ys []float64) error {
		us, vs := append([]float64(nil), xs...), append([]float64(nil), ys...)
		if err := inverse(us, vs); err != nil {
			return err
		}
		if err := forward(us, vs); err != nil {
			return err
		}
		for i := range xs {
			xs[i], ys[i] = 2*xs[i]-us[i], 2*ys[i]-vs[i]
		}
		return inverse(xs, ys)
	}
}

// maxDegree bounds the search; a transverse Mercator over 1,000 km needs about 14.
const maxDegree = 26

// Fit finds the lowest degree at which f is met to tolerance (output units) at check points between the nodes. Errors are those of
// f, or say that the tolerance cannot be met over the box.
func Fit(f Func, box spatial.Box, tolerance float64) (*Warp, error) {
	if box.Empty() {
		return nil, fmt.Errorf("fit transformation: empty extent")
	}
	var best float64
	for degree := 4; degree <= maxDegree; degree += 2 {
		w, err := fitDegree(f, box, degree)
		if err != nil {
			return nil, err
		}
		if w.MaxError <= tolerance {
			return w, nil
		}
		best = w.MaxError
	}
	return nil, fmt.Errorf("fit transformation: %g at degree %d exceeds the tolerance %g; the extent %v is too large or leaves the CRS's domain",
		best, maxDegree, tolerance, box)
}

func fitDegree(f Func, box spatial.Box, degree int) (*Warp, error) {
	us, vs := Nodes(box, degree)
	if err := f(us, vs); err != nil {
		return nil, fmt.Errorf("fit transformation: %w", err)
	}
	w := &Warp{Box: box, U: Interpolate(us, degree), V: Interpolate(vs, degree)}
	xs, ys := CheckPoints(box)
	us, vs = append([]float64(nil), xs...), append([]float64(nil), ys...)
	if err := f(us, vs); err != nil {
		return nil, fmt.Errorf("fit transformation: %w", err)
	}
	for i := range xs {
		u, v := w.At(xs[i], ys[i])
		w.MaxError = math.Max(w.MaxError, math.Max(math.Abs(u-us[i]), math.Abs(v-vs[i])))
	}
	if math.IsNaN(w.MaxError) || math.IsInf(w.MaxError, 0) {
		return nil, fmt.Errorf("fit transformation: it has no finite value everywhere in %v", box)
	}
	return w, nil
}

// At transforms one point.
func (w *Warp) At(x, y float64) (u, v float64) {
	s, t := Unit(w.Box, x, y)
	return w.U.At(s, t), w.V.At(s, t)
}

// CheckPoints returns a 13×13 lattice over the box, its borders included, that shares few points with any node set.
func CheckPoints(box spatial.Box) (xs, ys []float64) {
	const n = 13
	for i := range n {
		for j := range n {
			xs = append(xs, box.MinX+box.Width()*float64(i)/(n-1))
			ys = append(ys, box.MinY+box.Height()*float64(j)/(n-1))
		}
	}
	return xs, ys
}
