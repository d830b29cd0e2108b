package geos_test

import (
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
