package gdal_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

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
