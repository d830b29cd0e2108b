package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/serve"
)

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
