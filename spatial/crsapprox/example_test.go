package crsapprox_test

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// Polar coordinates over a small box are a polynomial to within a nanometre.
func ExampleFit() {
	polar := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = math.Hypot(xs[i], ys[i]), math.Atan2(ys[i], xs[i])
		}
		return nil
	}
	w, err := crsapprox.Fit(polar, spatial.Box{MinX: 2, MinY: 3, MaxX: 4, MaxY: 5}, 1e-9)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, angle := w.At(3, 4)
	fmt.Printf("%.6f %.6f %t\n", r, angle, w.MaxError <= 1e-9)
	// Output: 5.000000 0.927295 true
}
