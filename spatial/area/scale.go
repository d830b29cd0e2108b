package area

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// ScaleError is by which share the areas of a plane are wrong at worst over a box: positive where the plane shows ground too large.
// toLonLat transforms the plane to degrees. An equal-area projection has 0, Web Mercator at 30° N 0.33, a plane in feet 9.8.
func ScaleError(toLonLat crsapprox.Func, box spatial.Box) (float64, error) {
	xs, ys := samples(box)
	jac, lats, err := jacobian(toLonLat, xs, ys)
	if err != nil {
		return 0, err
	}
	worst := 0.0
	for i := range jac {
		worst = farther(worst, 1/(jac[i]*float64(Degree(lats[i])))-1)
	}
	return worst, nil
}

// ScaleError is by which share areas by one measure are off those by another at worst, over a box inside both.
func (m Measure) ScaleError(truth Measure, box spatial.Box) float64 {
	const half = 50.0 // m
	worst := 0.0
	xs, ys := samples(box)
	for i, x := range xs {
		y := ys[i]
		square := []float64{x - half, y - half, x + half, y - half, x + half, y + half, x - half, y + half, x - half, y - half}
		worst = farther(worst, m.Ring(square)/truth.Ring(square)-1)
	}
	return worst
}

func farther(a, b float64) float64 {
	if math.Abs(b) > math.Abs(a) || math.IsNaN(b) {
		return b
	}
	return a
}

// samples are places of a box, its corners among them: a projection's scale is worst at an end.
func samples(box spatial.Box) (xs, ys []float64) {
	const side = 5
	for i := range side * side {
		u, v := float64(i%side)/(side-1), float64(i/side)/(side-1)
		xs, ys = append(xs, box.MinX+u*box.Width()), append(ys, box.MinY+v*box.Height())
	}
	return xs, ys
}
