package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// TestBadInput: each mistake gets one sentence that names the file and the remedy, the right exit code, and leaves what is
// being served alone.
func TestBadInput(t *testing.T) {
	base, _ := county.SampleCopy(t, "XS")
	current := func() string {
		b, err := os.ReadFile(filepath.Join(base, "store", "current"))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	served := current()
	good, err := os.ReadFile(filepath.Join(base, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	square := func(props string, x, y float64) string {
		return `{"type":"Feature","properties":` + props + `,"geometry":{"type":"Polygon","coordinates":[[[` +
			join(x, y) + `],[` + join(x+0.1, y) + `],[` + join(x+0.1, y+0.1) + `],[` + join(x, y+0.1) + `],[` + join(x, y) + `]]]}}`
	}
	collection := func(features ...string) string {
		return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
	}
	write(t, filepath.Join(base, "empty.geojson"), collection())
	write(t, filepath.Join(base, "twice.geojson"), collection(square(`{"code":"990001999","parent":"990001"}`, 119.6, 30.4), square(`{"code":"990001999","parent":"990001"}`, 119.7, 30.4)))
	write(t, filepath.Join(base, "far.geojson"), collection(square(`{"gid":"1"}`, 100, 40)))
	write(t, filepath.Join(base, "swapped.geojson"), collection(square(`{"code":"1"}`, 30, 119)))
	copyCut(t, filepath.Join(base, "ndvi_t1.tif"), filepath.Join(base, "cut.tif"))
	farScene(t, filepath.Join(base, "far.tif"))
	noCRS(t, filepath.Join(base, "bare.shp"))

	edit := func(old, new string) string {
		out := strings.ReplaceAll(string(good), old, new)
		if out == string(good) {
			t.Fatalf("nothing to replace: %s", old)
		}
		return out
	}
	for _, c := range []struct {
		name, yaml string
		code       int
		says       []string
	}{
		{"missing file", edit("cells.gpkg", "nowhere.gpkg"), exitFailed, []string{"nowhere.gpkg", "no such file"}},
		{"no CRS", edit("{path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}", "{path: bare.shp, id: gid}"), exitFailed, []string{"bare.shp", "no CRS", "crs: EPSG"}},
		{"scene elsewhere", edit("path: ndvi_t0.tif", "path: far.tif"), exitFailed, []string{"far.tif", "does not overlap the zones"}},
		{"duplicate zone", edit("{path: villages.gpkg,  level: village,  code: code, name: name, parent: parent}", "{path: twice.geojson, level: village, code: code, parent: parent}"), exitQuarantine, []string{"twice.geojson", "row ", "990001999", "duplicate_id", "Mend the rows"}},
		{"empty layer", edit("{path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}", "{path: empty.geojson, id: gid}"), exitFailed, []string{"empty.geojson", "empty"}},
		{"cut-off scene", edit("path: ndvi_t1.tif", "path: cut.tif"), exitFailed, []string{"cut.tif"}},
		{"unknown key", edit("crs: auto", "csr: auto"), exitUsage, []string{"line 4", `unknown key "csr"`, "known keys"}},
		{"unknown rule key", edit("drop: 0.2", "dropp: 0.2"), exitUsage, []string{"line ", `"dropp"`}},
		{"unknown field", edit("id: gid", "id: number"), exitUsage, []string{"cells.gpkg", `no field "number"`, "gid"}},
		{"unknown layer", edit("{path: cells.gpkg,", "{path: cells.gpkg, layer: nets,"), exitUsage, []string{"cells.gpkg", `no layer "nets"`, "cells"}},
		{"cells far away", edit("{path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}", "{path: far.geojson, id: gid}"), exitFailed, []string{"far.geojson", "nowhere near the zones"}},
		{"swapped axes", edit("{path: counties.gpkg,  level: county,   code: code, name: name, parent: parent}", "{path: swapped.geojson, level: county, code: code}"), exitFailed, []string{"swapped.geojson", "swapped"}},
		{"no zones", "name: x\ncells: [{path: cells.gpkg, id: gid}]\n", exitUsage, []string{"no zones"}},
		{"empty file", "", exitUsage, []string{"empty"}},
		{"not YAML", "zones: [", exitUsage, []string{"line"}},
		{"bad date", edit("date: 2026-08-01", "date: August"), exitUsage, []string{"August", "2026-10-01"}},
		{"bad level", edit("level: village", "level: hamlet"), exitUsage, []string{"hamlet", "village"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := filepath.Join(base, "bad.yaml")
			write(t, project, c.yaml)
			o := qingshan(t, "ingest", "--project", project)
			if o.code != c.code {
				t.Errorf("exit code %d, want %d\n%s", o.code, c.code, o.stderr)
			}
			last := o.stderr[strings.LastIndex(o.stderr, "qingshan:"):]
			if strings.Count(strings.TrimSpace(last), "\n") > 0 {
				t.Errorf("more than one sentence:\n%s", last)
			}
			for _, s := range c.says {
				if !strings.Contains(last, s) {
					t.Errorf("%q does not say %q", last, s)
				}
			}
			if current() != served {
				t.Fatal("the served snapshot changed")
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(base, "store", "snapshots", ".*")); len(left) > 0 {
		t.Errorf("half-written snapshots were left: %v", left)
	}
}

func TestUsageErrors(t *testing.T) {
	dir := t.TempDir()
	must(t, "sample", "--scale", "XS", dir)
	project := filepath.Join(dir, "qingshan.yaml")
	if o := qingshan(t, "coverage", "--project", project); o.code != exitFailed || !strings.Contains(o.stderr, "qingshan ingest") {
		t.Errorf("coverage before any ingest: exit code %d, %s", o.code, o.stderr)
	}
	must(t, "ingest", "--project", project)
	again := must(t, "ingest", "--project", project)
	if !strings.Contains(again.stdout, "nothing new was published") {
		t.Errorf("the same delivery twice: %s", again.stdout)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"nonsense"}, exitUsage, "nonsense"},
		{[]string{"ingest", "--project", "nowhere.yaml"}, exitUsage, "qingshan init"},
		{[]string{"coverage", "--project", project, "--zone", "123"}, exitUsage, `zone "123"`},
		{[]string{"coverage", "--project", project, "--level", "hamlet"}, exitUsage, "hamlet"},
		{[]string{"coverage", "--project", project, "--planar", "EPSG:4490"}, exitUsage, "not a projected CRS"},
		{[]string{"coverage", "--project", project, "--planar", "EPSG:1"}, exitUsage, "EPSG:1"},
		{[]string{"coverage", "--project", project, "--on", "someday"}, exitUsage, "someday"},
		{[]string{"coverage", "--project", project, "--snapshot", "../../etc"}, exitUsage, "no such snapshot"},
		{[]string{"changes", "--project", project, "--rule", "none"}, exitUsage, "ndvi-drop"},
		{[]string{"stats", "--project", project, "--format", "geojson"}, exitUsage, "no geometry"},
		{[]string{"responsible", "--project", project, "--lon", "30", "--lat", "119"}, exitUsage, "longitude"},
		{[]string{"serve", "--project", project, "--listen", "0.0.0.0:0"}, exitUsage, "--token-file"},
		{[]string{"grid", "--project", project, "--size", "wide", "--out", "x.gpkg"}, exitUsage, "wide"},
	} {
		o := qingshan(t, c.args...)
		if o.code != c.code || !strings.Contains(o.stderr, c.says) {
			t.Errorf("%v: exit code %d, %s", c.args, o.code, o.stderr)
		}
	}
}

// takenGeoJSON are the files that hold a polygon that can be read right; the counts are polygons taken and rows repaired.
var takenGeoJSON = map[string][2]int{
	"invalid_exterior_not_ccw": {1, 0}, "invalid_interior_not_cw": {1, 0}, "invalid_feature_no_properties": {1, 0},
	"problematic_3d_coordinates": {1, 0}, "problematic_4d_coordinates": {1, 0}, "problematic_duplicate_nodes": {1, 0},
	"problematic_excessive_coordinate_precision": {1, 0}, "problematic_excessive_vertices": {1, 0}, "problematic_holes": {1, 0},
	"problematic_inner_and_exterior_ring_intersect": {1, 1}, "problematic_self_intersection_large": {1, 1}, "problematic_self_intersection_small": {1, 1},
	"problematic_multitype_geometry_with_just_one_geometry": {1, 0}, "problematic_wrong_bbox_coordinate_order": {1, 0},
	"problematic_crs_defined": {1, 0}, "problematic_geometry_not_wrapped": {1, 0},
	"valid_feature_null_properties": {1, 0}, "valid_featurecollection": {1, 0}, "valid_featurecollection_bboxes": {2, 0},
	"valid_featurecollection_multiple_feature_types": {2, 0}, "valid_featurecollection_with_geometrycollection": {1, 0},
	"valid_geometry_bbox": {1, 0}, "valid_geometry_geometrycollection": {1, 0}, "valid_geometry_multipolygon": {1, 0}, "valid_geometry_polygon": {1, 0},
}

// TestBadGeoJSON: each of 74 odd and broken files is taken as what it says, or refused with a sentence; none crashes an
// ingest, none is read as something else.
func TestBadGeoJSON(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	root := shared.Path(t, "data", "geojson_invalid")
	files, err := filepath.Glob(filepath.Join(root, "*", "*.geojson"))
	if err != nil || len(files) < 70 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	taken := 0
	for _, f := range files {
		dir := t.TempDir()
		project := filepath.Join(dir, "qingshan.yaml")
		write(t, project, fmt.Sprintf("zones: [{path: %q, level: county, code: fid}]\ncells: [{path: %[1]q, id: fid}]\nrules: {quarantine_limit: 1}\n", f))
		name := strings.TrimSuffix(filepath.Base(f), ".geojson")
		var o outcome
		if name == "valid_geometry_multipolygon" { // two polygons of the size of oceans, whose tiles would fill a gigabyte
			o = ingestWithoutTiles(t, project)
		} else {
			o = qingshan(t, "ingest", "--project", project)
		}
		want, right := takenGeoJSON[name]
		switch {
		case strings.Contains(o.stderr, "goroutine "):
			t.Errorf("%s crashed:\n%s", name, o.stderr)
		case right != (o.code == 0):
			t.Errorf("%s: exit code %d\n%s", name, o.code, o.stderr)
		case !right && (o.code != exitFailed && o.code != exitQuarantine || !strings.Contains(o.stderr, "qingshan: ") || !strings.Contains(o.stderr, name)):
			t.Errorf("%s is refused without a sentence: exit code %d\n%s", name, o.code, o.stderr)
		case right:
			taken++
			c := ask[coverageDoc](t, "coverage", "--project", project)
			repaired := strings.Count(must(t, "snapshots", "show", "--project", project).stdout, "| repaired |") / 2
			if len(c.Rows) != want[0] || repaired != want[1] || c.Total.Covered != c.Total.Demand || !(c.Total.Demand > 0) {
				t.Errorf("%s: %d zones, %d repaired, want %v; %.1f of %.1f m² covered", name, len(c.Rows), repaired, want, c.Total.Covered, c.Total.Demand)
			}
		}
	}
	if taken != len(takenGeoJSON) {
		t.Errorf("%d of %d files that should be taken were found", taken, len(takenGeoJSON))
	}
}
