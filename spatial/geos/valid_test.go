package geos_test

import (
	"math"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

func TestMakeValidKeepsOverlappingPartsAsGround(t *testing.T) {
	w := geos.NewWorker()
	bowtie := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 2, 2, 2, 0, 0, 2, 0, 0}, [][]int{{10}})
	if why, err := w.Invalid(bowtie); err != nil || why == "" {
		t.Fatalf("a bow tie is valid: %q %v", why, err)
	}
	fixed, err := w.MakeValid(bowtie)
	if err != nil || float64(area.Planar().Multi(fixed)) != 2 {
		t.Errorf("repaired to %v: %v", fixed, err)
	}
	if _, err := w.MakeValid(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 1, 2, 2, 0, 0}, [][]int{{8}})); err == nil {
		t.Error("a line became ground")
	}
}

// TestOnGrid: a square with a spike that is narrower than the grid, and a bow-tie, become valid on it; areas by hand.
func TestOnGrid(t *testing.T) {
	const step = 0.001
	w := geos.NewWorker()
	for name, c := range map[string]struct {
		ring []float64
		m2   float64
	}{
		"spike":   {[]float64{0, 0, 100, 0, 100, 50, 130.0004, 50.0001, 100, 50.0002, 100, 100, 0, 100, 0, 0}, 10000},
		"bow-tie": {[]float64{0, 0, 100, 100, 100, 0, 0, 100, 0, 0}, 5000},
	} {
		out, err := w.OnGrid(geom.NewMultiPolygonFlat(geom.XY, c.ring, [][]int{{len(c.ring)}}), step)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if why, err := w.Invalid(out); err != nil || why != "" {
			t.Errorf("%s: %s, %v", name, why, err)
		}
		sum := 0.0
		for p := range out.NumPolygons() {
			sum += math.Abs(out.Polygon(p).Area())
		}
		if math.Abs(sum-c.m2) > 0.01 {
			t.Errorf("%s: %.4f m², want %.0f", name, sum, c.m2)
		}
		for _, v := range out.FlatCoords() {
			if off := math.Abs(v/step - math.Round(v/step)); off > 1e-6 {
				t.Errorf("%s: %v is off the grid", name, v)
			}
		}
	}
	if _, err := w.MakeValid(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 1, 0, 0, 0, 0}, [][]int{{8}})); err == nil {
		t.Error("a line was repaired into a polygon")
	}
}
