package strict_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// stricter are the fixtures that their table calls valid and we do not, and what we say of them.
var stricter = map[string]string{
	"016": "it has no type",            // byte for byte fixture 003, which the table calls invalid
	"039": "version 1, not 2",          // a tile of version 1
	"049": "beyond ±2^28",              // a coordinate of 2^31: no tile of ours reaches so far
	"050": "beyond ±2^28",              //
	"057": "a command wants 536870911", // a MoveTo of 2^29 − 1 points with one pair behind it breaches 4.3.2, whatever the table says
}

// refused reports what decoding or validating a tile has against it; empty where nothing.
func refused(b []byte) string {
	layers, err := strict.Decode(b)
	if err != nil {
		return err.Error()
	}
	for _, p := range strict.Validate(layers) {
		return p.String()
	}
	return ""
}

func TestFixtures(t *testing.T) {
	dirs, err := filepath.Glob(shared.Path(t, "data", "mvt_fixtures", "fixtures") + "/*")
	if err != nil || len(dirs) != 74 {
		t.Fatalf("%d fixtures, not 74: %v", len(dirs), err)
	}
	for _, dir := range dirs {
		name := filepath.Base(dir)
		b, err := os.ReadFile(filepath.Join(dir, "tile.mvt"))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "info.json"))
		if err != nil {
			t.Fatal(err)
		}
		var info struct {
			Description string
			Validity    struct{ V2 bool }
		}
		if err := json.Unmarshal(text, &info); err != nil {
			t.Fatal(err)
		}
		why := refused(b)
		if want, ok := stricter[name]; ok {
			if !strings.Contains(why, want) {
				t.Errorf("fixture %s: %q, want %q", name, why, want)
			}
		} else if (why == "") != info.Validity.V2 {
			t.Errorf("fixture %s (valid: %v): %q\n%s", name, info.Validity.V2, why, info.Description)
		}
	}
}

// TestFixturesReadAsTheirJSON: names, ids, keys and geometry are those that the fixture's own JSON spells out.
func TestFixturesReadAsTheirJSON(t *testing.T) {
	root := shared.Path(t, "data", "mvt_fixtures", "fixtures")
	for name, want := range map[string]struct {
		kind  strict.GeomType
		parts [][]strict.Point
	}{
		"017": {strict.PointType, [][]strict.Point{{{X: 25, Y: 17}}}},
		"018": {strict.LineType, [][]strict.Point{{{X: 2, Y: 2}, {X: 2, Y: 10}, {X: 10, Y: 10}}}},
		"019": {strict.PolygonType, [][]strict.Point{{{X: 3, Y: 6}, {X: 8, Y: 12}, {X: 20, Y: 34}}}},
		"020": {strict.PointType, [][]strict.Point{{{X: 5, Y: 7}, {X: 3, Y: 2}}}},
		"021": {strict.LineType, [][]strict.Point{{{X: 2, Y: 2}, {X: 2, Y: 10}, {X: 10, Y: 10}}, {{X: 1, Y: 1}, {X: 3, Y: 5}}}},
		"022": {strict.PolygonType, [][]strict.Point{{{X: 0, Y: 0}, {X: 10, Y: 0}, {X: 10, Y: 10}, {X: 0, Y: 10}},
			{{X: 11, Y: 11}, {X: 20, Y: 11}, {X: 20, Y: 20}, {X: 11, Y: 20}}, {{X: 13, Y: 13}, {X: 13, Y: 17}, {X: 17, Y: 17}, {X: 17, Y: 13}}}},
	} {
		b, err := os.ReadFile(filepath.Join(root, name, "tile.mvt"))
		if err != nil {
			t.Fatal(err)
		}
		layers, err := strict.Decode(b)
		if err != nil || len(layers) != 1 || len(layers[0].Features) != 1 {
			t.Fatalf("fixture %s: %v, %v", name, layers, err)
		}
		f := layers[0].Features[0]
		if got, err := json.Marshal(f.Parts); f.Type != want.kind || err != nil || string(got) != mustJSON(t, want.parts) {
			t.Errorf("fixture %s: %v %s, want %v", name, f.Type, got, want)
		}
	}
	b, err := os.ReadFile(filepath.Join(root, "038", "tile.mvt"))
	if err != nil {
		t.Fatal(err)
	}
	layers, err := strict.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	got := layers[0].Attributes(&layers[0].Features[0])
	for k, want := range map[string]any{"string_value": "ello", "bool_value": true, "int_value": int64(6), "double_value": 1.23,
		"float_value": float32(3.1), "sint_value": int64(-87948), "uint_value": uint64(87948)} {
		if got[k] != want {
			t.Errorf("%s: %v (%T), want %v", k, got[k], got[k], want)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
