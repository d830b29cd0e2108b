package clean_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// TestOddGeometries: what a row's geometry may be, and what becomes of it.
func TestOddGeometries(t *testing.T) {
	feature := func(id, geometry string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"gid":%q},"geometry":%s}`, id, geometry)
	}
	poly := func(coords string) string { return `{"type":"Polygon","coordinates":[` + coords + `]}` }
	box := `[[500000,3320000],[501000,3320000],[501000,3321000],[500000,3321000],[500000,3320000]]`
	rows := []struct {
		id, geometry string
		reason       report.Reason // "" is taken as it is
		m2           float64       // covered by it alone
	}{
		{"plain", poly(box), "", 1e6},
		{"clockwise", poly(`[[500000,3320000],[500000,3321000],[501000,3321000],[501000,3320000],[500000,3320000]]`), "", 1e6},
		{"z", poly(strings.ReplaceAll(strings.ReplaceAll(box, "000],", "000,7],"), "000]]", "000,7]]")), "", 1e6},
		{"hole", poly(box + `,[[500100,3320100],[500200,3320100],[500200,3320200],[500100,3320200],[500100,3320100]]`), "", 1e6 - 1e4},
		{"bow-tie", poly(`[[500000,3320000],[501000,3321000],[501000,3320000],[500000,3321000],[500000,3320000]]`), report.Repaired, 5e5},
		{"spike", poly(`[[500000,3320000],[501000,3320000],[501000,3321000],[501000,3321500],[501000,3321000],[500000,3321000],[500000,3320000]]`), report.Repaired, 1e6},
		{"collection", `{"type":"GeometryCollection","geometries":[` + poly(box) + `,{"type":"Point","coordinates":[500000,3320000]}]}`, "", 1e6},
		{"two parts, one over the other", `{"type":"MultiPolygon","coordinates":[[` + box + `],[` + box + `]]}`, report.Repaired, 1e6},
		{"null", `null`, report.NullGeometry, 0},
		{"empty", `{"type":"Polygon","coordinates":[]}`, report.NullGeometry, 0},
		{"point", `{"type":"Point","coordinates":[500000,3320000]}`, report.NotPolygon, 0},
		{"line", `{"type":"LineString","coordinates":[[500000,3320000],[501000,3320000]]}`, report.NotPolygon, 0},
		{"no area", poly(`[[500000,3320000],[501000,3320000],[500000,3320000],[500000,3320000]]`), report.Unrepairable, 0},
		{"below a millimetre", poly(`[[500000,3320000],[500000.0004,3320000],[500000.0004,3320000.0004],[500000,3320000]]`), report.Unrepairable, 0},
	}
	for _, r := range rows {
		t.Run(r.id, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
			other := feature("other", poly(`[[501500,3321500],[501501,3321500],[501501,3321501],[501500,3321501],[501500,3321500]]`))
			text := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[` + feature(r.id, r.geometry) + "," + other + `]}`
			if err := os.WriteFile(filepath.Join(dir, "c.geojson"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			got := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "geojson"))
			if covered := got.Snapshot.Manifest.Sums.CoveredM2 - 1; math.Abs(covered-r.m2*delivery.EllipsoidalOverPlanar(got)) > 1 {
				t.Errorf("it covers %.3f m², want %.3f", covered, r.m2*delivery.EllipsoidalOverPlanar(got))
			}
			want := map[report.Reason]int{}
			if r.reason != "" {
				want[r.reason] = 1
			}
			if have := delivery.Remarked(got); fmt.Sprint(have) != fmt.Sprint(want) {
				t.Errorf("remarks %v, want %v", have, want)
			}
		})
	}
}

// TestCurves: arcs are made linear; a GeoPackage may hold them.
func TestCurves(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	csv := "gid,WKT\n1,\"CURVEPOLYGON(CIRCULARSTRING(500500 3321000,501000 3321500,501500 3321000,501000 3320500,500500 3321000))\"\n"
	if err := os.WriteFile(filepath.Join(dir, "c.csv"), []byte(csv), 0o644); err != nil {
		t.Fatal(err)
	}
	got := delivery.Taken(t, dir, strings.Replace(fmt.Sprintf(delivery.ZonesAndCells, "csv"), "id: gid", "id: gid, crs: 'EPSG:4549'", 1))
	if covered, want := got.Snapshot.Manifest.Sums.CoveredM2/delivery.EllipsoidalOverPlanar(got), math.Pi*250000; math.Abs(covered-want) > 0.002*want {
		t.Errorf("a circle of %.0f m² covers %.0f", want, covered)
	}
}

// TestMeasures: heights and measures are dropped, whatever dimension they come in.
func TestGeometriesWithMeasures(t *testing.T) {
	for name, wkt := range map[string]string{
		"Z":   "POLYGON Z ((500000 3320000 5,501000 3320000 5,501000 3321000 5,500000 3320000 5))",
		"M":   "POLYGON M ((500000 3320000 7,501000 3320000 8,501000 3321000 9,500000 3320000 7))",
		"ZM":  "MULTIPOLYGON ZM (((500000 3320000 5 7,501000 3320000 5 8,501000 3321000 5 9,500000 3320000 5 7)))",
		"TIN": "TIN Z (((500000 3320000 5,501000 3320000 5,501000 3321000 5,500000 3320000 5)))",
	} {
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
		if err := os.WriteFile(filepath.Join(dir, "c.csv"), []byte("gid,WKT\n1,\""+wkt+"\"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := delivery.Ingest(t, dir, strings.Replace(fmt.Sprintf(delivery.ZonesAndCells, "csv"), "id: gid", "id: gid, crs: 'EPSG:4549'", 1))
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case name == "TIN" && delivery.Remarked(r)[report.NotPolygon] == 1: // refused by name is right too
		case math.Abs(r.Snapshot.Manifest.Sums.CoveredM2/delivery.EllipsoidalOverPlanar(r)-5e5) > 1 || len(delivery.Remarked(r)) > 0:
			t.Errorf("%s: covers %.1f m², %v", name, r.Snapshot.Manifest.Sums.CoveredM2, delivery.Remarked(r))
		}
	}
}

// TestZoneTrees: each mistake in a tree of zones has its reason, and what is not wrong stays.
func TestZoneTrees(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "t.gpkg"), "EPSG:4549", []string{"code", "parent"}, delivery.One(delivery.Rect(500000, 3320000, 501000, 3322000), "T1", ""), delivery.One(delivery.Rect(501000, 3320000, 502000, 3322000), "T2", ""))
	delivery.LayerFile(t, filepath.Join(dir, "v.gpkg"), "EPSG:4549", []string{"code", "parent"},
		delivery.One(delivery.Rect(500000, 3320000, 501000, 3321000), "V1", "T1"),
		delivery.One(delivery.Rect(500000, 3320990, 501000, 3322000), "V2", "T1"), // 10 m into V1
		delivery.One(delivery.Rect(500990, 3320000, 502000, 3322000), "V3", "T2"), // 10 m beyond T2, in V1 and V2 of T1
		delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V4", "T9"),
		delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V5", "V5"),
		delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V6", "V7"), delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V7", "V6"),
		delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V8", "T1"), delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "V8", "T1"),
		delivery.One(delivery.Rect(503000, 3320000, 503001, 3320001), "", "T1"),
	)
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	r := delivery.Taken(t, dir, `zones:
  - {path: t.gpkg, level: township, code: code, parent: parent}
  - {path: v.gpkg, level: village, code: code, parent: parent}
cells: [{path: c.gpkg, id: gid}]
rules: {quarantine_limit: 1}
`)
	want := map[report.Reason]int{report.UnknownParent: 1, report.ParentCycle: 3, report.DuplicateID: 2, report.EmptyID: 1, report.SticksOut: 1, report.OverlapsSibling: 1, report.OverlapsZone: 2}
	if have := delivery.Remarked(r); fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("remarks %v, want %v", have, want)
	}
	if got := strings.Join(r.Snapshot.Zones.Code, " "); got != "T1 T2 V1 V2 V3" {
		t.Errorf("zones %s", got)
	}
	for _, m := range r.Report.Remarks {
		if m.Reason == report.SticksOut && (m.ID != "V3" || !strings.Contains(m.Detail, "20000.0 m²")) || m.Reason == report.OverlapsSibling && m.ID != "V1" {
			t.Errorf("%s", m)
		}
	}
	readable, err := os.ReadFile(filepath.Join(dir, "store", "snapshots", string(r.ID), report.ReadableName))
	if err != nil || !strings.Contains(string(readable), "sticks_out 1") || !strings.Contains(string(readable), "| v.gpkg v | zones | EPSG:4549 (file) | UTF-8 (format) | 10 | 3 |") {
		t.Errorf("%v\n%s", err, readable)
	}
}

// TestIDsAcrossLayers: an id counts for all sources of one kind.
func TestIDsAcrossLayers(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "a.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "1"), delivery.One(delivery.Rect(500100, 3320000, 500200, 3320100), "2"))
	delivery.LayerFile(t, filepath.Join(dir, "b.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500200, 3320000, 500300, 3320100), "2"), delivery.One(delivery.Rect(500300, 3320000, 500500, 3320100), "3"), delivery.One(delivery.Ground, ""))
	r := delivery.Taken(t, dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: a.gpkg, id: gid}, {path: b.gpkg, id: gid}]\nrules: {quarantine_limit: 1}\n")
	if have, want := delivery.Remarked(r), (map[report.Reason]int{report.DuplicateID: 2, report.EmptyID: 1}); fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("remarks %v, want %v", have, want)
	}
	c := r.Snapshot.Cells
	if fmt.Sprint(c.ID) != "[1 3]" || c.Shapes.Len() != 2 || c.Shapes.Bounds(1).MinX != 500300 || len(c.ValidFrom) != 2 {
		t.Errorf("cells %v at %v", c.ID, c.Shapes.Bounds(1))
	}
	for i, kept := range []int{1, 1} {
		if got := r.Report.Sources[1+i].Kept; got != kept {
			t.Errorf("%s: %d kept, want %d", r.Report.Sources[1+i].Path, got, kept)
		}
	}
}

// TestQuarantineLayer: refused rows lie in the GeoPackage with their reason and, where they have one, their ground.
func TestQuarantineLayer(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	twice := delivery.Rect(500100, 3320000, 500200, 3320100)
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"), delivery.One(twice, "2"), delivery.One(twice, "2"), delivery.Shape{Values: []any{"4"}},
		delivery.One([]float64{500000, 3320000, 501000, 3320000, 500000, 3320000, 500000, 3320000}, "5"))
	r := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg"))
	got := map[string]float64{}
	path := filepath.Join(dir, "store", "snapshots", string(r.ID), snapshot.GeoPackageName)
	err := gdal.ReadLayer(t.Context(), path, "quarantine", gdal.Options{}, func(info gdal.LayerInfo, rec gdal.Record) error {
		if info.CRS.String() != "EPSG:4549" {
			t.Errorf("CRS %s", info.CRS)
		}
		area := 0.0
		if rec.Geometry != nil {
			area = spatial.PlanarArea(rec.Geometry)
		}
		got[fmt.Sprintf("%v %v %v", rec.Values[2], rec.Values[3], rec.Values[4])] = area
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := (map[string]float64{"2 2 duplicate_id": 1e4, "3 2 duplicate_id": 1e4, "4 4 null_geometry": 0, "5 5 unrepairable": 0}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestParcelRemarks: stated areas and missing classes are told row by row, and the rows stay.
func TestParcelRemarks(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "p.gpkg"), "EPSG:4549", []string{"pid", "class", "ha"},
		delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "right", "0111", "1.0"), delivery.One(delivery.Rect(500100, 3320000, 500200, 3320100), "near", "0111", "1.04"),
		delivery.One(delivery.Rect(500200, 3320000, 500300, 3320100), "wrong", "0111", "1.4"), delivery.One(delivery.Rect(500300, 3320000, 500400, 3320100), "no class", "", "1"),
		delivery.One(delivery.Rect(500400, 3320000, 500500, 3320100), "no number", "0111", "一公顷"))
	project := `zones: [{path: z.gpkg, level: village, code: code}]
cells: [{path: c.gpkg, id: gid}]
parcels: [{path: p.gpkg, id: pid, class: class, stated_area: ha, stated_unit: ha}]
`
	r := delivery.Taken(t, dir, project)
	if have, want := delivery.Remarked(r), (map[report.Reason]int{report.AreaDiffers: 1, report.NoClass: 1, report.BadNumber: 1}); fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("remarks %v, want %v", have, want)
	}
	if r.Snapshot.Parcels.Len() != 5 {
		t.Errorf("%d parcels are left", r.Snapshot.Parcels.Len())
	}
	if r = delivery.Taken(t, dir, project+"rules: {stated_area_limit: 0.03}\n"); delivery.Remarked(r)[report.AreaDiffers] != 2 {
		t.Errorf("with a limit of 3 %%: %v", delivery.Remarked(r))
	}
}
