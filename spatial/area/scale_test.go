package area_test

import (
	"math"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// TestScaleError: against closed formulas of projections' scales.
func TestScaleError(t *testing.T) {
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		t.Fatal(err)
	}
	const a, e2 = 6378137.0, 0.00669438002290
	sin, cos := math.Sincos(30 * math.Pi / 180)
	m, n := a*(1-e2)/math.Pow(1-e2*sin*sin, 1.5), a/math.Sqrt(1-e2*sin*sin)
	l := 1.5 * math.Pi / 180 * cos
	ep2 := e2 / (1 - e2) * cos * cos
	k := 1 + l*l/2*(1+ep2) // transverse Mercator 1.5° off its meridian (Snyder 1987, 8-11, to second order)
	for _, c := range []struct {
		crs      string
		lon, lat float64
		want     float64
		within   float64
	}{
		{"EPSG:3857", 119.5, 30, (a / cos / m * math.Cos(0)) * (a / (n * cos)) / 1, 1e-6}, // a/(m cos φ) along the meridian, a/(n cos φ) across
		{"EPSG:4087", 119.5, 30, a / m * a / (n * cos), 1e-6},
		{"EPSG:4549", 118.5, 30, k * k, 1e-6},
		{"+proj=laea +lat_0=30 +lon_0=119 +ellps=GRS80 +towgs84=0,0,0", 119.5, 30, 1, 1e-6},
		{"+proj=tmerc +lon_0=118.5 +ellps=GRS80 +towgs84=0,0,0 +units=us-ft", 118.5, 30, math.Pow(3937.0/1200, 2), 1e-5},
	} {
		crs, err := gdal.ParseCRS(c.crs)
		if err != nil {
			t.Fatal(err)
		}
		xs, ys := []float64{c.lon}, []float64{c.lat}
		if err := gdal.Transform(lonlat, crs, xs, ys); err != nil {
			t.Fatal(err)
		}
		to, err := gdal.NewTransformer(crs, lonlat)
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		off, err := area.ScaleError(to.Transform, spatial.EmptyBox().Extend(xs[0], ys[0]))
		if err != nil || math.Abs(off-(c.want-1)) > c.within*c.want {
			t.Errorf("%s: %.8f, want %.8f %v", c.crs, off, c.want-1, err)
		}
	}
}
