package gdal_test

import (
	"math"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func TestAxisOrderIsLongitudeFirst(t *testing.T) {
	for _, c := range []struct {
		from, to string
		x, y     float64
		u, v     float64
		within   float64
	}{
		{"EPSG:4490", "EPSG:4549", 120, 0, 500000, 0, 1e-6},
		{"EPSG:4326", "EPSG:4549", 120, 0, 500000, 0, 1e-6},
		{"EPSG:4490", "EPSG:4528", 120, 0, 40500000, 0, 1e-6}, // easting with zone number
		{"EPSG:4326", "EPSG:4490", 119.5, 30.25, 119.5, 30.25, 0},
		{"EPSG:4490", "EPSG:4326", 119.5, 30.25, 119.5, 30.25, 0},
		{"EPSG:4674", "EPSG:4326", -63.25, -9.5, -63.25, -9.5, 1e-9}, // its authority puts latitude first
		{"EPSG:4490", "EPSG:3857", 180, 0, 20037508.342789244, 0, 1e-6},
	} {
		xs, ys := []float64{c.x}, []float64{c.y}
		if err := gdal.Transform(crs(t, c.from), crs(t, c.to), xs, ys); err != nil {
			t.Errorf("%s to %s: %v", c.from, c.to, err)
			continue
		}
		if math.Abs(xs[0]-c.u) > c.within || math.Abs(ys[0]-c.v) > c.within {
			t.Errorf("%s to %s: %.9f %.9f, want %.9f %.9f", c.from, c.to, xs[0], ys[0], c.u, c.v)
		}
	}
}

func TestTransformNamesTheFirstPointThatFails(t *testing.T) {
	from, to := crs(t, "EPSG:4490"), crs(t, "EPSG:4549")
	err := gdal.Transform(from, to, []float64{120, 121, 400}, []float64{30, 30, 95})
	if err == nil || !strings.Contains(err.Error(), "point 3 near (400, 95)") {
		t.Errorf("got %v", err)
	}
	if err := gdal.Transform(from, to, make([]float64, 2), make([]float64, 1)); err == nil {
		t.Error("two eastings went with one northing")
	}
}
