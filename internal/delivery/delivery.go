package delivery

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Ingest ingests a project file's text in a folder.
func Ingest(t *testing.T, dir, yaml string) (*ingest.Result, error) {
	t.Helper()
	path := filepath.Join(dir, "qingshan.yaml")
	if err := os.WriteFile(path, []byte("date: 2026-10-01\n"+yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := project.Load(path)
	if err != nil {
		return nil, err
	}
	return ingest.Run(context.Background(), p, ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
}

// taken ingests what must be taken.
func Taken(t *testing.T, dir, yaml string) *ingest.Result {
	t.Helper()
	r, err := Ingest(t, dir, yaml)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Anew ingests a delivery that was taken, as if there had been none before it, into a store of its own below dir, so that gaps have the
// same past.
func Anew(t *testing.T, dir, store string) *ingest.Result {
	t.Helper()
	p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	p.Store = filepath.Join(dir, store)
	r, err := ingest.Run(t.Context(), p, ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), Fresh: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// SameColumns tells whether two results are stored as the same bytes.
func SameColumns(t *testing.T, a, b *ingest.Result) bool {
	t.Helper()
	var x, y bytes.Buffer
	if err := errors.Join(a.Snapshot.WritePack(&x), b.Snapshot.WritePack(&y)); err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x.Bytes(), y.Bytes())
}

// Refused ingests what must be refused with all of these words.
func Refused(t *testing.T, dir, yaml string, words ...string) {
	t.Helper()
	_, err := Ingest(t, dir, yaml)
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

// Shape is a row to write: its values and one ring of coordinates, or several.
type Shape struct {
	Values []any
	Rings  [][]float64
}

func Polygon(rings ...[]float64) *geom.MultiPolygon {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(flat, r...)
		ends = append(ends, len(flat))
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends})
}

func Rect(x0, y0, x1, y1 float64) []float64 {
	return []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}
}

// LayerFile writes a vector file by its ending; crs "" is none. Fields are texts.
func LayerFile(t *testing.T, path, crs string, fields []string, rows ...Shape) {
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
		if r.Rings != nil {
			g = Polygon(r.Rings...)
		}
		if err := l.Write(r.Values, g); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// row is a shape with texts.
func One(ring []float64, values ...any) Shape { return Shape{values, [][]float64{ring}} }

// Through transforms a ring.
func Through(t *testing.T, from, to string, ring []float64) []float64 {
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

// Remarked counts a report's remarks by reason, refused and kept ones.
func Remarked(r *ingest.Result) map[report.Reason]int {
	out := map[report.Reason]int{}
	for _, o := range r.Report.Outcomes() {
		for _, m := range o.Remarks {
			out[m.Reason]++
		}
	}
	return out
}

// square is the ground most tests share: 2 × 2 km in EPSG:4549, near 120° E, 30° N.
var Ground = Rect(500000, 3320000, 502000, 3322000)

const GroundM2 = 4e6
