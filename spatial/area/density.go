package area

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

const (
	// stencil is the step of the central differences in metres. With transformations good to 1e-15 rad it leaves about
	// 3e-12 of rounding and 1e-15 of truncation in a derivative.
	stencil = 2000.0
	// minExtent keeps the fit well conditioned on a few hectares.
	minExtent = 40000.0
	// densityTolerance is the largest relative error of the fitted density that is accepted, densityAim the one at
	// which the search for a higher degree stops.
	densityTolerance = 1e-10
	densityAim       = 2e-11
	maxDegree        = 20
)

// jacobian returns the determinant of f's derivative at each point by fourth-order central differences, and f's second value there.
func jacobian(f crsapprox.Func, xs, ys []float64) (det, vs []float64, err error) {
	n := len(xs)
	offsets := [...][2]float64{{0, 0}, {1, 0}, {-1, 0}, {2, 0}, {-2, 0}, {0, 1}, {0, -1}, {0, 2}, {0, -2}}
	px, py := make([]float64, 0, n*len(offsets)), make([]float64, 0, n*len(offsets))
	for i := range n {
		for _, o := range offsets {
			px, py = append(px, xs[i]+o[0]*stencil), append(py, ys[i]+o[1]*stencil)
		}
	}
	if err := f(px, py); err != nil {
		return nil, nil, err
	}
	det, vs = make([]float64, n), make([]float64, n)
	for i := range n {
		u, v := px[i*len(offsets):], py[i*len(offsets):]
		d := func(a []float64, k int) float64 {
			return (8*(a[k]-a[k+1]) - (a[k+2] - a[k+3])) / (12 * stencil)
		}
		det[i] = math.Abs(d(u, 1)*d(v, 5) - d(u, 5)*d(v, 1))
		vs[i] = v[0]
	}
	return det, vs, nil
}

func fit(density func(xs, ys []float64) ([]float64, error), box spatial.Box) (Measure, error) {
	if box.Empty() {
		return Measure{}, fmt.Errorf("empty extent")
	}
	box = box.Pad(math.Max(0, (minExtent-math.Min(box.Width(), box.Height()))/2))
	cx, cy := crsapprox.CheckPoints(box)
	want, err := density(cx, cy)
	if err != nil {
		return Measure{}, err
	}
	best, worst := crsapprox.Series{}, math.Inf(1)
	for degree := 4; degree <= maxDegree && worst > densityAim; degree += 2 {
		xs, ys := crsapprox.Nodes(box, degree)
		values, err := density(xs, ys)
		if err != nil {
			return Measure{}, err
		}
		series, off := crsapprox.Interpolate(values, degree), 0.0
		for i := range cx {
			s, t := crsapprox.Unit(box, cx[i], cy[i])
			off = math.Max(off, math.Abs(series.At(s, t)/want[i]-1))
		}
		if off < worst {
			best, worst = series, off
		}
	}
	if !(worst <= densityTolerance) {
		return Measure{}, fmt.Errorf("the area density of extent %v is met to %.1e only, %.0e is needed", box, worst, densityTolerance)
	}
	for i := range best.C {
		for j := range best.C[i] {
			best.C[i][j] *= box.Width() / 2 // dx = width/2 ds
		}
	}
	integral := best.IntegrateS()
	return Measure{Box: box, F: &integral}, nil
}
