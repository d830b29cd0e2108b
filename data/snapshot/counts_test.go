package snapshot

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/internal/oldstore"
	"github.com/qingshan-gis/qingshan/spatial"
)

// TestCountsHoldWhatThereIs: permitted areas count; a manifest from before they did stays right, and any other difference is told.
func TestCountsHoldWhatThereIs(t *testing.T) {
	s := NewTables(Manifest{ID: "s"})
	var b spatial.Builder
	for range 3 {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 0}, [][]int{{8}}))
	}
	s.Permitted = &Permitted{ID: []string{"a", "b", "c"}, Permit: make([]string, 3), ValidFrom: make([]Date, 3), ValidTo: make([]Date, 3), Shapes: b.Build()}
	if n := s.Counts()["permitted"]; n != 3 {
		t.Errorf("%d permitted areas counted, there are 3", n)
	}
	for _, c := range []struct {
		name   string
		change func(told map[string]int)
		says   string
	}{
		{"as it is", func(map[string]int) {}, ""},
		{"from before", func(told map[string]int) { delete(told, "permitted") }, ""},
		{"one less", func(told map[string]int) { told["permitted"]-- }, "3 rows of permitted"},
		{"another layer", func(told map[string]int) { told["cells"]++ }, "0 rows of cells, the manifest says 1"},
		{"a layer left out", func(told map[string]int) { delete(told, "facts") }, "facts"},
		{"a layer that is not there", func(told map[string]int) { told["roads"] = 0 }, "the manifest has roads"},
		{"nothing counted", func(told map[string]int) { clear(told) }, "accepted"},
	} {
		s.Manifest.Counts = maps.Clone(s.Counts())
		c.change(s.Manifest.Counts)
		if err := s.CheckCounts(); c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

// TestOldManifestsCountsHold: those of the snapshots that the repository keeps.
func TestOldManifestsCountsHold(t *testing.T) {
	for _, version := range []string{"schema-1", "schema-2"} {
		root := t.TempDir()
		folder := filepath.Join(root, "snapshots", oldstore.Write(t, version, root))
		text, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		var m Manifest
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		s, err := ReadPack(filepath.Join(folder, ColumnsName), m)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Manifest.Counts) < 10 {
			t.Fatalf("%s: its manifest counts %v", version, s.Manifest.Counts)
		}
		if err := s.CheckCounts(); err != nil {
			t.Errorf("%s: %v", version, err)
		}
	}
}
