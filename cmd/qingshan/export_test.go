package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

func layerNames(s *serve.Set) (names []string) {
	for _, l := range s.Layers() {
		names = append(names, l.Name)
	}
	return names
}

// sampleTiles ingests the small sample county: its folder, project, snapshot and tiles.
func sampleTiles(t *testing.T) (dir, project string, s *snapshot.Snapshot, set *serve.Set) {
	t.Helper()
	dir, project = county.SampleCopy(t, "XS")
	s, set, err := tilesOfSnapshot(context.Background(), store.OpenDir(filepath.Join(dir, "store")), "")
	if err != nil {
		t.Fatal(err)
	}
	return dir, project, s, set
}

// TestTownshipOpensOffline: the bundle of a township is read by npm's pmtiles from the disk, tile by tile what the server would
// send; what lies outside of the township is not in it; and writing it again gives the same bytes.
func TestTownshipOpensOffline(t *testing.T) {
	modules, err := filepath.Abs(filepath.Join("..", "..", "web", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "pmtiles")); err != nil {
		t.Skip("npm's packages are not installed here; make setup-test does it")
	}
	dir, project, s, set := sampleTiles(t)
	zone := ""
	for i := range s.Zones.Len() {
		if s.Zones.Level[i] == snapshot.Township {
			zone = s.Zones.Code[i]
		}
	}
	file, again := filepath.Join(dir, "a.pmtiles"), filepath.Join(dir, "b.pmtiles")
	must(t, "export", "pmtiles", "--project", project, "--zone", zone, "--max-zoom", "15", "--out", file)
	must(t, "export", "pmtiles", "--project", project, "--zone", zone, "--max-zoom", "15", "--out", again)
	a, _ := os.ReadFile(file)
	if b, _ := os.ReadFile(again); len(a) == 0 || !bytes.Equal(a, b) {
		t.Error("two exports of the same differ")
	}
	var places, want []string
	absent := 0
	for z := range 16 {
		r := serve.Request{Layers: layerNames(set), Z: z}
		all, err := set.Occupied(r)
		if err != nil {
			t.Fatal(err)
		}
		for p := range all {
			raw, err := set.Tile(serve.Request{Layers: r.Layers, Z: p.Z, X: p.X, Y: p.Y, Zone: zone})
			if err != nil {
				t.Fatal(err)
			}
			places = append(places, fmt.Sprintf("%d/%d/%d", p.Z, p.X, p.Y))
			if len(raw) == 0 {
				absent++
				want = append(want, "")
				continue
			}
			sum := sha256.Sum256(raw)
			want = append(want, hex.EncodeToString(sum[:]))
		}
	}
	out, err := exec.Command("node", append([]string{filepath.Join("testdata", "pmtiles.mjs"), modules, file}, places...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got struct {
		MinZoom, MaxZoom, TileType int
		Metadata                   struct {
			Snapshot, Zone string
			VectorLayers   []struct{ ID string } `json:"vector_layers"`
		}
		Sums []string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Join(got.Sums, " ") != strings.Join(want, " ") {
		t.Errorf("the tiles read are not those that the server would send")
	}
	if got.MinZoom != 0 || got.MaxZoom != 15 || got.TileType != 1 || got.Metadata.Zone != zone || got.Metadata.Snapshot != string(s.Manifest.ID) || len(got.Metadata.VectorLayers) != len(set.Layers()) {
		t.Errorf("%+v", got)
	}
	if absent == 0 {
		t.Error("the township fills every tile: nothing was left out")
	}
	// Against itself nothing has changed.
	o := must(t, "export", "pmtiles", "--project", project, "--since", string(s.Manifest.ID), "--out", again)
	if !strings.Contains(o.stdout, ": 0 tiles") {
		t.Errorf("since itself: %s", o.stdout)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".pending-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if o := qingshan(t, "export", "pmtiles", "--project", project, "--zone", "nowhere", "--out", again); o.code == 0 {
		t.Error("an unknown zone was exported")
	}
}
