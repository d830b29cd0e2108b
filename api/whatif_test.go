package api

import (
	"bytes"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// FuzzCellEdits: whatever is posted is refused with a sentence or read as cells with ids; nothing panics.
func FuzzCellEdits(f *testing.F) {
	for _, s := range []string{
		`{"type":"FeatureCollection","features":[]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"properties":{"remove":true},"geometry":null}]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","properties":{"ranger":null,"valid_from":"2026-01-01","valid_to":7},"geometry":{"type":"Polygon","coordinates":[[[119,30,5],[119.1,30],[119.1,30.1],[119,30]]]}}]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"b"},"geometry":{"type":"MultiPolygon","coordinates":[[],[[[119,30]]]]}}]}`,
		`{"type":"FeatureCollection","features":[null]}`, `{"type":"FeatureCollection","features":7}`, `[]`, ``,
	} {
		f.Add([]byte(s))
	}
	fitted, err := crsapprox.Fit(func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = 1e5*xs[i], 1e5*ys[i]
		}
		return nil
	}, spatial.Box{MinX: 118, MinY: 29, MaxX: 121, MaxY: 32}, 1e-3)
	if err != nil {
		f.Fatal(err)
	}
	snapshot := snapshot.NewTables(snapshot.Manifest{FromLonLat: fitted}).Derived()
	f.Fuzz(func(t *testing.T, body []byte) {
		edits, err := cellEdits(bytes.NewReader(body), snapshot)
		if err != nil {
			if err.Error() == "" {
				t.Error("refused without a word")
			}
			return
		}
		for _, e := range edits {
			if e.ID == "" {
				t.Error("a cell without an id")
			}
			if e.Shape != nil {
				spatial.Normalize(e.Shape)
			}
		}
	})
}
