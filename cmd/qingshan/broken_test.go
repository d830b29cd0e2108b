package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func join(x, y float64) string { return fmt.Sprintf("%g,%g", x, y) }

// copyCut copies the first part of a file.
func copyCut(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b[:len(b)/2], 0o644); err != nil {
		t.Fatal(err)
	}
}

// farScene writes a scene of another place.
func farScene(t *testing.T, path string) {
	t.Helper()
	crs, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: raster.Grid{Width: 10, Height: 10, Affine: [6]float64{300000, 10, 0, 4000000, 0, -10}}, CRS: crs, DataType: "Int16", BlockSize: 16})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(raster.Window{W: 10, H: 10}, make([]float64, 100)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// noCRS writes a shapefile without a .prj.
func noCRS(t *testing.T, path string) {
	t.Helper()
	w, err := gdal.CreateVector(path, "ESRI Shapefile")
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.AddLayer(gdal.LayerSpec{Name: "bare", Geometry: "Polygon", Fields: []gdal.Field{{Name: "gid"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write([]any{"1"}, rectangle(470000, 3376000, 471000, 3377000).Polygon(0)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
