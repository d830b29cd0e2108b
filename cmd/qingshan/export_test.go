package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// TestFailedExportSaysWhyAndNoTime: an export that never began its tiles tells no seconds, and leaves nothing.
func TestFailedExportSaysWhyAndNoTime(t *testing.T) {
	project, _ := oldStore(t, "schema-1")
	dir := t.TempDir()
	for _, kind := range []string{"pmtiles", "mbtiles"} {
		for _, args := range [][]string{{"--out", filepath.Join(dir, "none", "a")}, {"--out", filepath.Join(dir, "a"), "--layers", "roads"}, {"--out", filepath.Join(dir, "a"), "--zone", "nowhere"}} {
			o := qingshan(t, append([]string{"export", kind, "--project", project}, args...)...)
			if o.code == 0 || strings.Contains(o.stderr, " s\n") || o.stdout != "" {
				t.Errorf("%s %v: exit code %d, %q %q", kind, args, o.code, o.stdout, o.stderr)
			}
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s left %v", kind, left)
		}
	}
	if o := must(t, "export", "pmtiles", "--project", project, "--max-zoom", "3", "--out", filepath.Join(dir, "a")); !strings.HasPrefix(o.stderr, "tiles: 0.") {
		t.Errorf("a good one says %q", o.stderr)
	}
}

// TestMBTilesIsRead: SQLite finds in an exported file the tiles that the server would send, with the specification's metadata, and
// GDAL's MBTiles driver finds the gaps and zones of the database in it; since an earlier snapshot only what differs is in it.
func TestMBTilesIsRead(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir, project, s, set := sampleTiles(t)
	type contents struct {
		Tiles, Metadata map[string]string
		Intact          string
		Found           map[string][]string
	}
	read := func(file string, fields ...string) (c contents) {
		t.Helper()
		out, err := exec.Command("/usr/bin/python3", append([]string{filepath.Join("testdata", "mbtiles.py"), file}, fields...)...).Output()
		if err != nil {
			t.Fatalf("Debian's python3-gdal is needed: %v", err)
		}
		if err := json.Unmarshal(out, &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	file := filepath.Join(dir, "all.mbtiles")
	must(t, "export", "mbtiles", "--project", project, "--max-zoom", "13", "--out", file)
	got := read(file, "gaps=id", "zones=code")
	want := map[string]string{}
	for z := range 14 {
		r := serve.Request{Layers: layerNames(set), Z: z}
		places, err := set.Occupied(r)
		if err != nil {
			t.Fatal(err)
		}
		for p := range places {
			r.X, r.Y = p.X, p.Y
			raw, err := set.Tile(r)
			if err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(raw)
			want[fmt.Sprintf("%d/%d/%d", z, p.X, p.Y)] = hex.EncodeToString(sum[:])
		}
	}
	if !maps.Equal(got.Tiles, want) || got.Intact != "ok" {
		t.Errorf("%d tiles, not the %d that the server would send; SQLite says %q", len(got.Tiles), len(want), got.Intact)
	}
	for name, value := range map[string]string{"format": "pbf", "minzoom": "0", "maxzoom": "13", "type": "overlay", "snapshot": string(s.Manifest.ID)} {
		if got.Metadata[name] != value {
			t.Errorf("metadata: %s is %q, not %q", name, got.Metadata[name], value)
		}
	}
	if ids := slices.Sorted(slices.Values(s.Found.Gaps.ID)); !slices.Equal(got.Found["gaps"], ids) {
		t.Errorf("GDAL finds the gaps %v, the database %v", got.Found["gaps"], ids)
	}
	if codes := slices.Sorted(slices.Values(s.Zones.Code)); !slices.Equal(got.Found["zones"], codes) {
		t.Errorf("GDAL finds %d zones, the database %d", len(got.Found["zones"]), len(codes))
	}
	since := filepath.Join(dir, "since.mbtiles")
	must(t, "export", "mbtiles", "--project", project, "--since", string(s.Manifest.ID), "--out", since)
	if got := read(since); len(got.Tiles) != 0 || got.Metadata["since"] != string(s.Manifest.ID) {
		t.Errorf("since itself: %d tiles, %v", len(got.Tiles), got.Metadata)
	}

	// A cell is taken away: the tiles that differ are in the file, and no others.
	if out, err := exec.Command("ogrinfo", filepath.Join(dir, "cells.gpkg"), "-sql", "DELETE FROM cells WHERE fid = 1").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	must(t, "ingest", "--project", project)
	must(t, "export", "mbtiles", "--project", project, "--max-zoom", "13", "--since", string(s.Manifest.ID), "--out", since)
	must(t, "export", "mbtiles", "--project", project, "--max-zoom", "13", "--out", file)
	changed := map[string]string{}
	for place, sum := range read(file).Tiles {
		if want[place] != sum {
			changed[place] = sum
		}
	}
	if got := read(since); !maps.Equal(got.Tiles, changed) || len(changed) == 0 || len(changed) == len(want) {
		t.Errorf("%d tiles, not the %d of %d that changed", len(got.Tiles), len(changed), len(want))
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".pending-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
