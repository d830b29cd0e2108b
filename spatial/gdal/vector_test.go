package gdal_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func TestVectorRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		t.Fatal(err)
	}
	fields := []gdal.Field{{Name: "名称", Type: gdal.String}, {Name: "n", Type: gdal.Integer}, {Name: "x", Type: gdal.Real}, {Name: "day", Type: gdal.Date}}
	l, err := w.AddLayer(gdal.LayerSpec{Name: "图层", CRS: crs(t, "EPSG:4549"), Geometry: "MultiPolygon", Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	shape := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 9, 0, 9, 9, 0, 0, 3, 1, 4, 2, 4, 1, 3, 1}, [][]int{{8, 16}})
	day := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	if err := l.Write([]any{"青山", int64(7), 2.5, day}, shape); err != nil {
		t.Fatal(err)
	}
	if err := l.Write([]any{nil, nil, nil, nil}, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got []gdal.Record
	err = gdal.ReadLayer(context.Background(), path, "", gdal.Options{}, func(info gdal.LayerInfo, r gdal.Record) error {
		if info.Name != "图层" || info.Count != 2 || info.CRS.String() != "EPSG:4549" || !cmp.Equal(info.Fields, fields) {
			t.Errorf("info %+v", info)
		}
		got = append(got, r)
		return nil
	})
	if err != nil || len(got) != 2 {
		t.Fatal(err, len(got))
	}
	if d := cmp.Diff([]any{"青山", int64(7), 2.5, day}, got[0].Values); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(shape.FlatCoords(), got[0].Geometry.FlatCoords()); d != "" {
		t.Error(d)
	}
	if got[1].Geometry != nil || got[1].Kind != "" || got[1].Values[0] != nil {
		t.Errorf("a row of nothing: %+v", got[1])
	}
	if _, err := gdal.Layers(path+"x", gdal.Options{}); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file: %v", err)
	}
	if err := gdal.ReadLayer(context.Background(), path, "other", gdal.Options{}, nil); err == nil || !strings.Contains(err.Error(), "图层") {
		t.Errorf("a missing layer: %v", err)
	}
}

func TestOddGeometries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd.geojson")
	text := `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{},"geometry":null},
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}},
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0,5],[1,0,5],[1,1,5],[0,0,5]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}}]}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	var polygons []int
	err := gdal.ReadLayer(context.Background(), path, "", gdal.Options{}, func(_ gdal.LayerInfo, r gdal.Record) error {
		kinds = append(kinds, r.Kind)
		n := 0
		if r.Geometry != nil {
			n = r.Geometry.NumPolygons()
		}
		polygons = append(polygons, n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"", "Point", "Polygon", "GeometryCollection"}, kinds); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{0, 0, 1, 1}, polygons); d != "" {
		t.Error(d)
	}
}

func TestHandlesAreClosed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.gpkg")
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		t.Fatal(err)
	}
	l, err := w.AddLayer(gdal.LayerSpec{Name: "a", CRS: crs(t, "EPSG:4549"), Geometry: "MultiPolygon"})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(nil, geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 0}, [][]int{{8}})); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	open := func() int {
		n := 0
		entries, _ := os.ReadDir("/proc/self/fd")
		for _, e := range entries {
			if target, _ := os.Readlink(filepath.Join("/proc/self/fd", e.Name())); strings.HasPrefix(target, dir) {
				n++
			}
		}
		return n
	}
	for range 5 {
		if _, err := gdal.Layers(path, gdal.Options{}); err != nil {
			t.Fatal(err)
		}
		stop := context.Canceled
		_ = gdal.ReadLayer(context.Background(), path, "", gdal.Options{}, func(gdal.LayerInfo, gdal.Record) error { return stop })
	}
	if n := open(); n != 0 {
		t.Errorf("%d files are still open", n)
	}
}

func TestChineseTables(t *testing.T) {
	for _, c := range []struct {
		path     []string
		encoding string
	}{
		{[]string{"data", "zhejiang_counties", "zhejiang_district.shp"}, ""},
		{[]string{"data", "zhejiang_counties_gbk", "gbk_cpg"}, ""},
	} {
		path := shared.Path(t, c.path...)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			found, _ := filepath.Glob(filepath.Join(path, "*.shp"))
			path = found[0]
		}
		n, named := 0, false
		err := gdal.ReadLayer(context.Background(), path, "", gdal.Options{Encoding: c.encoding}, func(info gdal.LayerInfo, r gdal.Record) error {
			n++
			for _, v := range r.Values {
				if s, ok := v.(string); ok {
					named = named || s == "景宁畲族自治县"
					if !utf8.ValidString(s) {
						t.Fatalf("%s: %q is not UTF-8", path, s)
					}
				}
			}
			return nil
		})
		if err != nil || n != 90 || !named {
			t.Errorf("%s: %d rows, 景宁畲族自治县 found: %v, %v", path, n, named, err)
		}
	}
}
