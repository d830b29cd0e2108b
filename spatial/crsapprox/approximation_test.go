package crsapprox

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
)

func TestFitMeetsItsToleranceBetweenNodes(t *testing.T) {
	f := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = math.Sin(xs[i]/3)+ys[i], math.Exp(ys[i]/5)*xs[i]
		}
		return nil
	}
	w, err := Fit(f, spatial.Box{MinX: -1, MinY: 0, MaxX: 2, MaxY: 1}, 1e-12)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range [][2]float64{{0.123, 0.456}, {1.9, 0.01}, {-0.99, 0.99}} {
		u, v := w.At(p[0], p[1])
		us, vs := []float64{p[0]}, []float64{p[1]}
		_ = f(us, vs)
		if math.Abs(u-us[0]) > 1e-12 || math.Abs(v-vs[0]) > 1e-12 {
			t.Errorf("at %v: got %v %v, want %v %v", p, u, v, us[0], vs[0])
		}
	}
}

// TestRefined: an inverse that is off by a constant except at one point, as PROJ's of an oblique Lambert projection is.
func TestRefined(t *testing.T) {
	forward := func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = 100*xs[i]+xs[i]*ys[i], 100*ys[i]
		}
		return nil
	}
	inverse := func(xs, ys []float64) error {
		for i := range xs {
			y := ys[i] / 100
			xs[i], ys[i] = xs[i]/(100+y), y
			if xs[i] != 0 || ys[i] != 0 {
				ys[i] += 1e-6
			}
		}
		return nil
	}
	box := spatial.Box{MinX: -100, MinY: -100, MaxX: 100, MaxY: 100}
	if _, err := Fit(inverse, box, 1e-10); err == nil {
		t.Fatal("the flaw is no flaw")
	}
	w, err := Fit(Refined(inverse, forward), box, 1e-10)
	if err != nil {
		t.Fatal(err)
	}
	if u, v := w.At(50.5, 50); math.Abs(u-50.5/100.5) > 1e-10 || math.Abs(v-0.5) > 1e-10 {
		t.Errorf("%v %v", u, v)
	}
}

func TestFitRefusesWhatNoPolynomialMeets(t *testing.T) {
	step := func(xs, ys []float64) error {
		for i := range xs {
			xs[i] = math.Copysign(1, xs[i])
		}
		return nil
	}
	if _, err := Fit(step, spatial.Box{MinX: -1, MinY: -1, MaxX: 1, MaxY: 1}, 1e-9); err == nil {
		t.Error("a step was fitted")
	}
}

func TestIntegrateSIsTheAntiderivative(t *testing.T) {
	box := spatial.Box{MinX: -1, MinY: -1, MaxX: 1, MaxY: 1}
	xs, ys := Nodes(box, 6)
	values := make([]float64, len(xs))
	for i := range xs {
		values[i] = 1 + 3*xs[i]*xs[i]*ys[i] + 5*math.Pow(xs[i], 4)
	}
	F := Interpolate(values, 6).IntegrateS()
	want := func(s, t float64) float64 { return s + s*s*s*t + math.Pow(s, 5) }
	for _, p := range [][2]float64{{0.3, -0.7}, {-1, 1}, {0.99, 0.1}} {
		got := F.At(p[0], p[1]) - F.At(0, p[1])
		if math.Abs(got-want(p[0], p[1])) > 1e-14 {
			t.Errorf("at %v: %v, want %v", p, got, want(p[0], p[1]))
		}
	}
}
