package source

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzScanGeoJSON: what passes for GeoJSON is JSON, and every feature is counted once.
func FuzzScanGeoJSON(f *testing.F) {
	box := `[[[0,0],[1,0],[1,1],[0,0]]]`
	for _, s := range []string{
		`{"type":"FeatureCollection","features":[]}`, `{"type":"FeatureCollection","features":[null]}`, `{"features":{},"type":"FeatureCollection"}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Polygon","coordinates":` + box + `}},{"type":"Feature","properties":null,"geometry":null}]}`,
		`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[` + box + `]}}`, `{"type":"MultiPolygon","coordinates":[[[30,20],[45,40],[10,40],[30,20]],` + box + `]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]},{"type":"GeometryCollection","geometries":[]}]}`, `{"type":"Polygon","coordinates":[]}`, "\ufeff{}", `[`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, _, err := scanGeoJSON(bytes.NewReader(text))
		if err != nil {
			return
		}
		if n < 0 || int(n) > len(text) {
			t.Fatalf("%d features in %q", n, text)
		}
		if at := bytes.LastIndexByte(text, '}'); !json.Valid(bytes.TrimPrefix(text[:at+1], []byte("\ufeff"))) && bytes.Count(text, []byte("}")) == 1 {
			t.Fatalf("%q is no JSON", text)
		}
	})
}
