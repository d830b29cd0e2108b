package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// deliver ingests a project file's text in a folder.
func deliver(t *testing.T, dir, yaml string) (*Result, error) {
	t.Helper()
	path := filepath.Join(dir, "qingshan.yaml")
	if err := os.WriteFile(path, []byte("date: 2026-10-01\n"+yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := project.Load(path)
	if err != nil {
		return nil, err
	}
	return Run(context.Background(), p, Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
}

// taken ingests what must be taken.
func delivered(t *testing.T, dir, yaml string) *Result {
	t.Helper()
	r, err := deliver(t, dir, yaml)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// refused ingests what must be refused with all of these words.
func refused(t *testing.T, dir, yaml string, words ...string) {
	t.Helper()
	_, err := deliver(t, dir, yaml)
	if err == nil {
		t.Errorf("it was taken:\n%s", yaml)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

// shape is a row to write: its values and one ring of coordinates, or several.
type shape struct {
	values []any
	rings  [][]float64
}

func polygon(rings ...[]float64) *geom.MultiPolygon {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(flat, r...)
		ends = append(ends, len(flat))
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends})
}

func rect(x0, y0, x1, y1 float64) []float64 {
	return []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}
}

// layerFile writes a vector file by its ending; crs "" is none. Fields are texts.
func layerFile(t *testing.T, path, crs string, fields []string, rows ...shape) {
	t.Helper()
	driver := map[string]string{".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}[filepath.Ext(path)]
	w, err := gdal.CreateVector(path, driver)
	if err != nil {
		t.Fatal(err)
	}
	spec := gdal.LayerSpec{Name: strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), Geometry: "MultiPolygon"}
	if crs != "" {
		if spec.CRS, err = gdal.ParseCRS(crs); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range fields {
		spec.Fields = append(spec.Fields, gdal.Field{Name: f})
	}
	l, err := w.AddLayer(spec)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		var g geom.T
		if r.rings != nil {
			g = polygon(r.rings...)
		}
		if err := l.Write(r.values, g); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// row is a shape with texts.
func one(ring []float64, values ...any) shape { return shape{values, [][]float64{ring}} }

// through transforms a ring.
func through(t *testing.T, from, to string, ring []float64) []float64 {
	t.Helper()
	a, err := gdal.ParseCRS(from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := gdal.ParseCRS(to)
	if err != nil {
		t.Fatal(err)
	}
	var xs, ys []float64
	for i := 0; i < len(ring); i += 2 {
		xs, ys = append(xs, ring[i]), append(ys, ring[i+1])
	}
	if err := gdal.Transform(a, b, xs, ys); err != nil {
		t.Fatal(err)
	}
	out := make([]float64, 0, len(ring))
	for i := range xs {
		out = append(out, xs[i], ys[i])
	}
	return out
}

// remarked counts a report's remarks by reason, refused and kept ones.
func remarked(r *Result) map[report.Reason]int {
	out := map[report.Reason]int{}
	for _, o := range r.Report.Outcomes() {
		for _, m := range o.Remarks {
			out[m.Reason]++
		}
	}
	return out
}

// square is the ground most tests share: 2 × 2 km in EPSG:4549, near 120° E, 30° N.
var ground = rect(500000, 3320000, 502000, 3322000)

const groundM2 = 4e6
