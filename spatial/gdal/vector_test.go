package gdal_test

import (
	"context"
	"math"
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
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func crs(t *testing.T, def string) gdal.CRS {
	t.Helper()
	c, err := gdal.ParseCRS(def)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

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

func TestCRSDescribesItself(t *testing.T) {
	c := crs(t, "EPSG:4528")
	if c.String() != "EPSG:4528" || !c.Projected() || c.Geographic() || c.FalseEasting() != 40500000 {
		t.Errorf("%s, false easting %v", c, c.FalseEasting())
	}
	if !c.Same(crs(t, c.WKT())) || c.Same(crs(t, "EPSG:4549")) {
		t.Error("Same is wrong")
	}
	if _, err := gdal.ParseCRS("EPSG:99999999"); err == nil || !strings.Contains(err.Error(), "EPSG:4549") {
		t.Errorf("an unknown code: %v", err)
	}
}

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

func TestRasterRoundTripAndDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.tif")
	nodata := -32768.0
	g := raster.Grid{Width: 300, Height: 200, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: crs(t, "EPSG:4549"), DataType: "Int16", Nodata: &nodata, BlockSize: 128})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, 300*200)
	for i := range values {
		values[i] = float64(i*7919%20000 - 10000)
	}
	values[5] = nodata
	if err := w.Write(raster.Window{W: 300, H: 200}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	low := -9000.0
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{ValidMin: &low})
	if err != nil {
		t.Fatal(err)
	}
	if i := r.Info(); i.Grid != g || i.CRS.String() != "EPSG:4549" || i.DataType != "Int16" || i.BlockW != 128 {
		t.Errorf("info %+v", i)
	}
	win := raster.Window{X: 3, Y: 0, W: 200, H: 100}
	got, valid := make([]float64, win.W*win.H), make([]bool, win.W*win.H)
	if err := r.Read(win, got, valid); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		want := values[i/win.W*300+3+i%win.W]
		if got[i] != want || valid[i] != (want >= low) {
			t.Fatalf("pixel %d: %v %v, want %v", i, got[i], valid[i], want)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	b, _ := os.ReadFile(path)
	if err := os.WriteFile(path, b[:len(b)*2/3], 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := gdal.OpenRaster(path, gdal.RasterOptions{}); err == nil {
		all := raster.Window{W: 300, H: 200}
		if err := r.Read(all, make([]float64, 60000), make([]bool, 60000)); err == nil || !strings.Contains(err.Error(), "a.tif") {
			t.Errorf("a cut-off file was read: %v", err)
		}
		r.Close()
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
