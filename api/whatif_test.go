package api

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/paulmach/orb/geojson"

	"github.com/qingshan-gis/qingshan/api/limit"
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

// TestIDsOfEdits: a number that JSON keeps is the id of as many digits, one that it does not is refused.
func TestIDsOfEdits(t *testing.T) {
	for number, want := range map[string]string{
		"330523001": "330523001", "9007199254740991": "9007199254740991", `"330523001001000101"`: "330523001001000101", "1.0": "1",
		"9007199254740992": "", "330523001001000101": "", "3.3e17": "",
	} {
		for _, text := range []string{`{"type":"Feature","id":` + number + `,"properties":null,"geometry":null}`, `{"type":"Feature","properties":{"id":` + number + `},"geometry":null}`} {
			f, err := geojson.UnmarshalFeature([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			edit, err := cellEdit(f, nil)
			if want == "" && (err == nil || !strings.Contains(err.Error(), "give it as a text")) || want != "" && (err != nil || edit.ID != want) {
				t.Errorf("%s: %q, %v, want %q", text, edit.ID, err, want)
			}
		}
	}
}

// TestEditsAreBounded: too many features or vertices are refused as soon as they are met, with the way that has no limit.
//
//testrun:plain
func TestEditsAreBounded(t *testing.T) {
	remove := `{"type":"Feature","id":"c","properties":{"remove":true},"geometry":null}`
	body := `{"type":"FeatureCollection","features":[` + strings.Repeat(remove+",", maxEdits) + remove + `]}`
	_, err := cellEdits(strings.NewReader(body), nil)
	var large *limit.BodyError
	if !errors.As(err, &large) || large.Status != 413 || !strings.Contains(err.Error(), "more than 20000 features; use `qingshan whatif --cells`") {
		t.Error(err)
	}
	if edits, err := cellEdits(strings.NewReader(strings.Replace(body, ","+remove, "", 1)), nil); err != nil || len(edits) != maxEdits {
		t.Errorf("%d edits, %v", len(edits), err)
	}
}
