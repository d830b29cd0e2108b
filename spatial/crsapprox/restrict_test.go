package crsapprox

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

// TestWithinIsTheSameTransformation: on a part of its box a transformation written on that part gives the same points.
func TestWithinIsTheSameTransformation(t *testing.T) {
	whole := spatial.Box{MinX: 3.9e5, MinY: 3.2e6, MaxX: 6.1e5, MaxY: 3.5e6}
	f := func(xs, ys []float64) error { // a transverse Mercator of sorts
		for i := range xs {
			u, v := (xs[i]-5e5)/6.4e6, ys[i]/6.4e6
			xs[i], ys[i] = 120+57.3*math.Atan2(math.Sinh(u), math.Cos(v)), 57.3*math.Asin(math.Sin(v)/math.Cosh(u))
		}
		return nil
	}
	w, err := Fit(f, whole, 1e-10)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 50 {
		x, y := whole.MinX+rng.Float64()*1.5e5, whole.MinY+rng.Float64()*2e5
		part := spatial.Box{MinX: x, MinY: y, MaxX: x + 500 + rng.Float64()*6e4, MaxY: y + 500 + rng.Float64()*6e4}
		p := w.Within(part)
		if p.Box != part {
			t.Fatalf("the box is %v, want %v", p.Box, part)
		}
		for range 20 {
			x, y := part.MinX+rng.Float64()*part.Width(), part.MinY+rng.Float64()*part.Height()
			u, v := w.At(x, y)
			pu, pv := p.At(x, y)
			if math.Abs(u-pu) > 1e-12 || math.Abs(v-pv) > 1e-12 { // a tenth of a micrometre
				t.Fatalf("%v, %v: %v, %v and within %v: %v, %v", x, y, u, v, part, pu, pv)
			}
		}
	}
}
