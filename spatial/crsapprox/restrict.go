package crsapprox

import "github.com/qingshan-gis/qingshan/spatial"

// Within is the same transformation over a smaller box: the same polynomials, written on that box, so that it is equal up to the rounding
// of float64 and tells nothing of the larger one.
func (w *Warp) Within(box spatial.Box) *Warp {
	return &Warp{Box: box, U: w.U.within(w.Box, box, 0), V: w.V.within(w.Box, box, 0), MaxError: w.MaxError}
}

// Within is a series on the unit square over one box as a series on that over another, up to a constant: it is 0 in the other's middle.
func (p Series) Within(from, to spatial.Box) Series {
	s, t := Unit(from, (to.MinX+to.MaxX)/2, (to.MinY+to.MaxY)/2)
	return p.within(from, to, p.At(s, t))
}

// within writes p − base on another box.
func (p Series) within(from, to spatial.Box, base float64) Series {
	degree := len(p.C) - 1
	for _, row := range p.C {
		degree = max(degree, len(row)-1)
	}
	xs, ys := Nodes(to, degree)
	values := make([]float64, len(xs))
	for i := range xs {
		s, t := Unit(from, xs[i], ys[i])
		values[i] = p.At(s, t) - base
	}
	return Interpolate(values, degree)
}
