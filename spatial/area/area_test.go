package area_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// zoneArea is the ellipsoidal area between two meridians and two parallels: the closed formula of the authalic latitude
// (Snyder 1987, Map Projections: A Working Manual, eq. 3-12), which nothing in the measured code uses.
func zoneArea(lon0, lat0, lon1, lat1 float64) float64 {
	const a, f = 6378137.0, 1 / 298.257222101
	e2 := f * (2 - f)
	e := math.Sqrt(e2)
	q := func(lat float64) float64 {
		s := math.Sin(lat * math.Pi / 180)
		return (1 - e2) * (s/(1-e2*s*s) - math.Log((1-e*s)/(1+e*s))/(2*e))
	}
	return a * a / 2 * (q(lat1) - q(lat0)) * (lon1 - lon0) * math.Pi / 180
}

// outline is the border of a lon/lat box with many points, in the CRS.
func outline(t *testing.T, crs gdal.CRS, lon0, lat0, lon1, lat1 float64) []float64 {
	t.Helper()
	const n = 4000
	var xs, ys []float64
	side := func(x0, y0, x1, y1 float64) {
		for i := range n {
			s := float64(i) / n
			xs, ys = append(xs, x0+s*(x1-x0)), append(ys, y0+s*(y1-y0))
		}
	}
	side(lon0, lat0, lon1, lat0)
	side(lon1, lat0, lon1, lat1)
	side(lon1, lat1, lon0, lat1)
	side(lon0, lat1, lon0, lat0)
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	if err := gdal.Transform(lonlat, crs, xs, ys); err != nil {
		t.Fatal(err)
	}
	var ring []float64
	for i := range xs {
		ring = append(ring, xs[i], ys[i])
	}
	return append(ring, ring[0], ring[1])
}

func measureIn(t *testing.T, crs gdal.CRS, ring []float64) area.Measure {
	t.Helper()
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	m, err := area.Ellipsoidal(func(xs, ys []float64) error { return gdal.Transform(crs, lonlat, xs, ys) }, spatial.BoxOf(ring).Pad(100))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEllipsoidalAreaMeetsTheClosedFormula(t *testing.T) {
	for _, c := range []struct {
		crs                    string
		lon0, lat0, lon1, lat1 float64
	}{
		{"EPSG:4549", 119.6, 30.2, 119.9, 30.5},  // a county in its 3-degree zone
		{"EPSG:4549", 121.4, 30.0, 121.45, 30.1}, // at the zone's edge
		{"EPSG:4528", 119.0, 29.0, 120.0, 30.0},  // easting with zone number
		{"EPSG:32650", 118.0, 27.0, 122.9, 31.2}, // Zhejiang in UTM
		{"EPSG:3857", 119.6, 30.2, 119.9, 30.5},  // even from Web Mercator
		{"laea", 118.0, 27.0, 123.0, 31.5},
	} {
		crs := gdal.LambertEqualArea(120.5, 29.2)
		if c.crs != "laea" {
			var err error
			if crs, err = gdal.ParseCRS(c.crs); err != nil {
				t.Fatal(err)
			}
		}
		ring := outline(t, crs, c.lon0, c.lat0, c.lon1, c.lat1)
		got, want := measureIn(t, crs, ring).Ring(ring), zoneArea(c.lon0, c.lat0, c.lon1, c.lat1)
		// The densified outline itself is off by about the square of its step.
		if math.Abs(got/want-1) > 2e-9 {
			t.Errorf("%s: %.3f m², want %.3f (relative %.1e)", c.crs, got, want, got/want-1)
		}
	}
}

func TestPartsAddUpAndDirectionIsSign(t *testing.T) {
	crs, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	whole := []float64{470000, 3370000, 478000, 3370000, 478000, 3377000, 470000, 3377000, 470000, 3370000}
	m := measureIn(t, crs, whole)
	left := []float64{470000, 3370000, 474321.123, 3370000, 471000.5, 3377000, 470000, 3377000, 470000, 3370000}
	right := []float64{474321.123, 3370000, 478000, 3370000, 478000, 3377000, 471000.5, 3377000, 474321.123, 3370000}
	if d := m.Ring(left) + m.Ring(right) - m.Ring(whole); math.Abs(d) > 1e-5 {
		t.Errorf("parts miss the whole by %g m²", d)
	}
	back := append([]float64(nil), left...)
	spatial.Reverse(back)
	if d := m.Ring(left) + m.Ring(back); math.Abs(d) > 1e-6 {
		t.Errorf("a ring and its reverse add up to %g m²", d)
	}
	hole := geom.NewMultiPolygonFlat(geom.XY, append(append([]float64(nil), whole...), left...), [][]int{{10, 20}})
	if d := float64(m.Multi(hole)) - m.Ring(right); math.Abs(d) > 1e-5 {
		t.Errorf("a hole's area is off by %g m²", d)
	}
}

func TestPlanarInMeetsTransformedPolygon(t *testing.T) {
	from, _ := gdal.ParseCRS("EPSG:4549")
	to, _ := gdal.ParseCRS("EPSG:32650")
	ring := []float64{470000, 3370000, 470100, 3370000, 470100, 3370100, 470000, 3370100, 470000, 3370000}
	m, err := area.PlanarIn(func(xs, ys []float64) error { return gdal.Transform(from, to, xs, ys) }, spatial.BoxOf(ring))
	if err != nil {
		t.Fatal(err)
	}
	var xs, ys, there []float64
	for i := 0; i < len(ring); i += 2 {
		xs, ys = append(xs, ring[i]), append(ys, ring[i+1])
	}
	if err := gdal.Transform(from, to, xs, ys); err != nil {
		t.Fatal(err)
	}
	for i := range xs {
		there = append(there, xs[i], ys[i])
	}
	if got, want := m.Ring(ring), spatial.RingArea(there); math.Abs(got/want-1) > 1e-8 {
		t.Errorf("%.6f m², want %.6f", got, want)
	}
}

func ExampleM2() {
	a := area.M2(10000)
	fmt.Printf("%.4f ha = %.2f 亩\n", a.Hectares(), a.Mu())
	// Output: 1.0000 ha = 15.00 亩
}

// TestFeatureIsItsRings: a square with a square hole, as a multipolygon and packed; an empty one is nothing.
func TestFeatureIsItsRings(t *testing.T) {
	mp := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 100, 0, 100, 100, 0, 100, 0, 0, 20, 20, 20, 50, 50, 50, 50, 20, 20, 20}, [][]int{{10, 20}})
	var b spatial.Builder
	b.Add(mp)
	m := area.Planar()
	if whole, packed := m.Multi(mp), m.Feature(b.Build(), 0); math.Abs(float64(whole)-9100) > 1e-9 || math.Abs(float64(packed)-9100) > 1e-9 {
		t.Errorf("%v and %v m², want 9100", whole, packed)
	}
	if m.Multi(nil) != 0 {
		t.Error("nothing has an area")
	}
	if e := m.ScaleError(m, spatial.Box{MaxX: 1000, MaxY: 1000}); math.Abs(e) > 1e-12 {
		t.Errorf("a measure is off itself by %v", e)
	}
}
