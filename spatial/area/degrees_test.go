package area_test

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/area"
)

// authalic is the area in m² between the equator and a latitude over one degree of longitude, by the closed formula of the
// authalic latitude (Snyder 1987, 3-12), on the CGCS2000 ellipsoid.
func authalic(lat float64) float64 {
	const a, f = 6378137.0, 1 / 298.257222101
	e2 := f * (2 - f)
	e, sin := math.Sqrt(e2), math.Sin(lat*math.Pi/180)
	q := (1 - e2) * (sin/(1-e2*sin*sin) - math.Log((1-e*sin)/(1+e*sin))/(2*e))
	return a * a / 2 * q * math.Pi / 180
}

func TestDegreeRowsMeetTheAuthalicFormula(t *testing.T) {
	for _, c := range []struct {
		top, step, width float64
		rows             int
		within           float64 // the closed formula subtracts two large numbers, at the pole nearly equal ones
	}{{60, -0.5, 0.25, 120, 1e-12}, {-8.6, -0.000269, 0.000269, 3431, 1e-9}, {90, -1, 1, 180, 1e-11}, {90, -7.5, 2, 24, 1e-12}, {30, 0.1, 0.1, 50, 1e-12}} {
		for r, got := range area.DegreeRows(c.top, c.step, c.width, c.rows) {
			a, b := c.top+float64(r)*c.step, c.top+float64(r+1)*c.step
			want := math.Abs(authalic(b)-authalic(a)) * c.width
			if math.Abs(got-want) > c.within*want {
				t.Fatalf("row %d of %+v: %v m², want %v (%.1e)", r, c, got, want, got/want-1)
			}
		}
	}
	if got, want := 360*area.DegreeRows(-90, 180, 1, 1)[0], 2*360*authalic(90); math.Abs(got/want-1) > 1e-12 {
		t.Errorf("the whole earth is %v m², want %v", got, want)
	}
}
