package gdal_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

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

func TestDeclaredNodataMeetsFloat32(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.tif")
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: raster.Grid{Width: 2, Height: 1, Affine: [6]float64{0, 1, 0, 0, 0, -1}}, DataType: "Float32"})
	if err != nil {
		t.Fatal(err)
	}
	win := raster.Window{W: 2, H: 1}
	if err := w.Write(win, []float64{-9999.9, 1}); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(win, []float64{1}); err == nil {
		t.Error("one value filled two pixels")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	nodata := -9999.9
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{Nodata: &nodata})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	valid := make([]bool, 2)
	if err := r.Read(win, make([]float64, 2), valid); err != nil || valid[0] || !valid[1] {
		t.Errorf("valid %v, %v", valid, err)
	}
	if err := r.Read(win, make([]float64, 1), valid); err == nil {
		t.Error("two pixels went into one value")
	}
}

func TestShapefileKeepsChineseAndRefusesWhatItCannotStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.shp")
	w, err := gdal.CreateVector(path, "ESRI Shapefile")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddLayer(gdal.LayerSpec{Name: "a", Geometry: "Polygone"}); err == nil {
		t.Error("geometry \"Polygone\" was taken")
	}
	l, err := w.AddLayer(gdal.LayerSpec{Name: "a", CRS: crs(t, "EPSG:4490"), Geometry: "Polygon", Fields: []gdal.Field{{Name: "name"}}})
	if err != nil {
		t.Fatal(err)
	}
	shape := geom.NewPolygonFlat(geom.XY, []float64{120, 30, 121, 31, 121, 30, 120, 30}, []int{8})
	if err := l.Write([]any{"景宁畲族自治县"}, shape); err != nil {
		t.Fatal(err)
	}
	for _, values := range [][]any{{int32(1)}, {"a", "b"}} {
		if err := l.Write(values, shape); err == nil {
			t.Errorf("%v was written", values)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	err = gdal.ReadLayer(context.Background(), path, "", gdal.Options{}, func(_ gdal.LayerInfo, r gdal.Record) error {
		if r.Values[0] != "景宁畲族自治县" {
			t.Errorf("read back %q", r.Values[0])
		}
		_, _ = gdal.ParseCRS("EPSG:99999999") // its failure is not the layer's
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
