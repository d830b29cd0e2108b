package area

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

// TestWithinMeasuresTheSame: on a part of its box a measure written on that part gives the same areas.
func TestWithinMeasuresTheSame(t *testing.T) {
	whole := spatial.Box{MinX: 4e5, MinY: 3.3e6, MaxX: 5.6e5, MaxY: 3.5e6}
	m, err := Ellipsoidal(func(xs, ys []float64) error { // not quite a plane
		for i := range xs {
			xs[i], ys[i] = 120+(xs[i]-5e5)/96e3/math.Cos(ys[i]/2e7), ys[i]/111e3
		}
		return nil
	}, whole)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(2, 1))
	for range 50 {
		x, y := whole.MinX+rng.Float64()*1e5, whole.MinY+rng.Float64()*1e5
		part := spatial.Box{MinX: x, MinY: y, MaxX: x + 2000 + rng.Float64()*5e4, MaxY: y + 2000 + rng.Float64()*5e4}
		w := m.Within(part)
		for range 10 {
			side := 1 + rng.Float64()*1500
			x, y := part.MinX+rng.Float64()*(part.Width()-side), part.MinY+rng.Float64()*(part.Height()-side)
			ring := []float64{x, y, x + side, y + 0.3*side, x + 0.8*side, y + side, x, y}
			a, b := m.Ring(ring), w.Ring(ring)
			if math.Abs(a-b) > 1e-9*math.Abs(a)+1e-8*side {
				t.Fatalf("%v: %v m², within %v: %v m²", ring, a, part, b)
			}
		}
	}
	if w := Planar().Within(whole); w.F != nil || w.Box != (spatial.Box{}) {
		t.Errorf("the plane's own measure has become %+v", w)
	}
}
