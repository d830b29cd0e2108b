package clean_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestZonesInSeveralFiles: parts of one zone are united across files, CRSs and rows, once for each code and level.
func TestZonesInSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	west, middle, east := delivery.Rect(500000, 3320000, 500700, 3322000), delivery.Rect(500700, 3320000, 501500, 3322000), delivery.Rect(501500, 3320000, 502000, 3322000)
	delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code", "name"}, delivery.One(delivery.Ground, "C", "县"))
	delivery.LayerFile(t, filepath.Join(dir, "a.gpkg"), "EPSG:4549", []string{"code", "name", "up"}, delivery.One(west, "T", "", "C"), delivery.One(delivery.Rect(501000, 3320000, 501500, 3322000), "T", "镇", ""))
	delivery.LayerFile(t, filepath.Join(dir, "b.gpkg"), "EPSG:4548", []string{"code", "name", "up"}, delivery.One(delivery.DenseThrough(t, "EPSG:4549", "EPSG:4548", delivery.Rect(500700, 3320000, 501000, 3322000)), "T", "别名", "C"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"code", "name", "up"}, delivery.One(east, "S", "乡", "C"))
	delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(west, "1"), delivery.One(middle, "2"), delivery.One(east, "3"))
	project := `crs: EPSG:4549
zones:
  - {path: county.gpkg, level: county, code: code, name: name, dissolve: true}
  - {path: a.gpkg, level: township, code: code, name: name, parent: up, dissolve: true}
  - {path: b.gpkg, level: township, code: code, name: name, parent: up%s}
  - {path: c.gpkg, level: township, code: code, name: name, parent: up, dissolve: true}
cells: [{path: cells.gpkg, id: gid}]
rules: {quarantine_limit: %s}
`
	r := delivery.Taken(t, dir, fmt.Sprintf(project, ", dissolve: true", "0"))
	z := r.Snapshot.Zones
	if got := strings.Join(z.Code, " ") + " " + strings.Join(z.Name, " "); got != "C S T 县 乡 镇" {
		t.Fatalf("zones %s", got)
	}
	if math.Abs(z.Planar[2]-3e6) > 4 || math.Abs(z.Planar[1]-1e6) > 1e-6 { // 1 mm along the two seams of 2 km
		t.Errorf("areas %.3f", z.Planar)
	}
	for i, want := range []string{"1 1", "2 1", "1 1", "1 1"} {
		if s := r.Report.Sources[i]; fmt.Sprint(s.Read, s.Kept) != want {
			t.Errorf("%s: read and kept %d %d, want %s", s.Path, s.Read, s.Kept, want)
		}
	}
	// A file that does not say so is no part of it: two zones then have one code.
	delivery.Refused(t, dir, fmt.Sprintf(project, "", "0"), "duplicate_id", "2 zones have this code", "`dissolve: true` at every source")
	// Parts that name different parents are no zone.
	delivery.LayerFile(t, filepath.Join(dir, "d.gpkg"), "EPSG:4549", []string{"code", "name", "up"}, delivery.One(delivery.Rect(500700, 3320000, 501000, 3322000), "T", "", "S"))
	delivery.Refused(t, dir, strings.Replace(fmt.Sprintf(project, ", dissolve: true", "0"), "b.gpkg", "d.gpkg", 1), "d.gpkg", "row 1", `names "S" as its parent`, "a.gpkg")
	// One code at two levels stays two zones, which no code may name.
	delivery.LayerFile(t, filepath.Join(dir, "e.gpkg"), "EPSG:4549", []string{"code", "name", "up"}, delivery.One(delivery.Rect(500700, 3320000, 501000, 3322000), "C", "", "C"))
	delivery.Refused(t, dir, strings.Replace(fmt.Sprintf(project, ", dissolve: true", "0"), "b.gpkg", "e.gpkg", 1), "duplicate_id", "(C)")
}

// TestCaseDissolveOverFiles runs the shared case: a county in two files.
func TestCaseDissolveOverFiles(t *testing.T) {
	dir := delivery.CopyOfCase(t, "dissolve-over-files")
	r := delivery.Taken(t, dir, delivery.CaseYAML(t, dir, "qingshan.yaml"))
	m := r.Snapshot.Manifest.Sums
	// The cell's border of 58 km along the parallels is bent as one edge, the zone's as two: up to 0.5 mm apart, which is residue. The
	// ground between the parallels is that of the closed formula of the authalic latitude.
	if z := r.Snapshot.Zones; z.Len() != 1 || len(r.Report.Quarantine) > 0 || m.Gaps != 0 || m.GapM2 > 58_000*0.0005 || math.Abs(m.DemandM2-644887875.47) > 58_000*0.0005 {
		t.Errorf("%v, %v, %+v", z.Code, r.Report.Quarantine, m)
	}
}
