package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/sample"
	"github.com/qingshan-gis/qingshan/spatial"
)

func readTruth(t *testing.T, dir string) *sample.Truth {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth sample.Truth
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	return &truth
}

// TestSampleTruth: what was planted is found, and nothing else.
func TestSampleTruth(t *testing.T) {
	dir, project := county.SampleCopy(t, "S")
	must(t, "verify", "--project", project)
	truth := readTruth(t, dir)
	snap, _, err := store.GetCurrent(context.Background(), store.OpenDir(filepath.Join(dir, "store")))
	if err != nil {
		t.Fatal(err)
	}
	matchPlanted(t, "gap", snap, &snap.Found.Gaps, truth.Gaps)
	matchPlanted(t, "overlap", snap, &snap.Found.Overlaps, truth.Overlaps)
	kinds := map[string]int{}
	for _, p := range append(truth.Gaps, truth.Overlaps...) {
		kinds[p.Kind]++
	}
	for _, k := range []string{"removed", "expired", "hole", "retreat", "bulge", "enclave"} {
		if kinds[k] == 0 {
			t.Errorf("the sample plants no %s", k)
		}
	}
	cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549")
	near(t, "demand", cov.Total.Demand, truth.AreaM2, 1e-9)
	near(t, "gap", cov.Total.Gap, truth.GapM2, 1e-8)
	near(t, "overlap", cov.Total.Overlap, truth.OverlapM2, 1e-8)
	matchCuts(t, snap.Changes[0], truth)

	before := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549", "--on", "2026-09-30")
	expired := 0.0
	for _, g := range truth.Gaps {
		if g.Kind == "expired" {
			expired += g.AreaM2
		}
	}
	near(t, "gap on the last day of the expired cells", before.Total.Gap, truth.GapM2-expired, 1e-8)
}

// matchPlanted pairs findings and truth by zone and area, within 1 m² planar.
func matchPlanted(t *testing.T, what string, s *snapshot.Snapshot, found *snapshot.FindingTable, planted []sample.Planted) {
	t.Helper()
	if found.Len() != len(planted) {
		t.Errorf("%d %ss found, %d planted", found.Len(), what, len(planted))
	}
	used := map[int]bool{}
	for _, p := range planted {
		ok := false
		for i := range found.Len() {
			if !used[i] && s.Zones.Code[found.Zone[i]] == p.Zone && math.Abs(found.Planar[i]-p.AreaM2) < 1 && found.Shapes.Bounds(i).Intersects(boxOf(p.Ring)) {
				used[i], ok = true, true
				break
			}
		}
		if !ok {
			t.Errorf("planted %s %s (%s, %.3f m² in %s) was not found", what, p.ID, p.Kind, p.AreaM2, p.Zone)
		}
	}
}

func boxOf(ring [][2]float64) spatial.Box {
	b := spatial.EmptyBox()
	for _, p := range ring {
		b = b.Extend(p[0], p[1])
	}
	return b
}

// matchCuts: at least 99 % of the clear-cuts of 1 亩 and more outside clouds are found, and every patch lies on one.
func matchCuts(t *testing.T, c *snapshot.Change, truth *sample.Truth) {
	t.Helper()
	wanted, hit := 0, 0
	explained := make([]bool, len(c.Patches.Pixels))
	for _, cut := range truth.ClearCuts {
		box := boxOf(cut.Ring)
		found := false
		for i := range c.Patches.Pixels {
			if c.Patches.Shapes.Bounds(i).Intersects(box) {
				explained[i], found = true, true
			}
		}
		if seen := float64(cut.Pixels-cut.Clouded) * truth.PixelWidth * truth.PixelWidth; cut.Clouded == 0 && seen >= 10000.0/15 {
			wanted++
			if found {
				hit++
			}
		}
	}
	if wanted < 50 || float64(hit) < 0.99*float64(wanted) {
		t.Errorf("%d of %d clear-cuts found", hit, wanted)
	}
	for i, ok := range explained {
		if !ok {
			t.Errorf("patch %s of %d pixels lies on no clear-cut", c.PatchID(int32(i)), c.Patches.Pixels[i])
		}
	}
}

func TestSampleIsDeterministicAndCareful(t *testing.T) {
	a, b, c := t.TempDir(), t.TempDir(), t.TempDir()
	must(t, "sample", "--scale", "XS", "--seed", "7", a)
	must(t, "sample", "--scale", "XS", "--seed", "7", b)
	must(t, "sample", "--scale", "XS", "--seed", "8", c)
	for _, name := range []string{"truth.json", "assignments.csv", "ndvi_t1.tif", "qingshan.yaml"} {
		one, _ := os.ReadFile(filepath.Join(a, name))
		two, _ := os.ReadFile(filepath.Join(b, name))
		if len(one) == 0 || string(one) != string(two) {
			t.Errorf("%s differs between two runs of one seed", name)
		}
	}
	one, _ := os.ReadFile(filepath.Join(a, "ndvi_t1.tif"))
	other, _ := os.ReadFile(filepath.Join(c, "ndvi_t1.tif"))
	if string(one) == string(other) {
		t.Error("another seed gives the same scene")
	}
	must(t, "sample", "--scale", "XS", a) // an earlier sample is replaced
	mine := t.TempDir()
	write(t, filepath.Join(mine, "cells.gpkg"), "somebody's work")
	if o := qingshan(t, "sample", mine); o.code != exitUsage {
		t.Errorf("a folder with somebody's files: exit code %d", o.code)
	}
	if b, _ := os.ReadFile(filepath.Join(mine, "cells.gpkg")); string(b) != "somebody's work" {
		t.Error("somebody's file was replaced")
	}
}

func TestInitReadsASampleFolder(t *testing.T) {
	dir := t.TempDir()
	must(t, "sample", "--scale", "XS", dir)
	if o := qingshan(t, "init", dir); o.code != exitUsage {
		t.Errorf("init beside a project file: exit code %d", o.code)
	}
	if err := os.Remove(filepath.Join(dir, "qingshan.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"ndvi_t0.tif", "ndvi_t1.tif"} {
		to := map[string]string{"ndvi_t0.tif": "ndvi_20260801.tif", "ndvi_t1.tif": "ndvi_2026-10-01.tif"}[d]
		if err := os.Rename(filepath.Join(dir, d), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	must(t, "init", dir)
	must(t, "ingest", "--project", filepath.Join(dir, "qingshan.yaml"))
	truth := readTruth(t, dir)
	cov := ask[coverageDoc](t, "coverage", "--project", filepath.Join(dir, "qingshan.yaml"), "--planar", "EPSG:4549", "--on", truth.On)
	near(t, "gap of the proposed project", cov.Total.Gap, truth.GapM2, 1e-8)
}
