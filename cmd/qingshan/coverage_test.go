package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// landscape writes a county of two villages with a strip to nobody between them, contested ground, cells with dates and
// rangers, forest in part, and an approved exception. All rectangles on a plane, so that every number is known by hand.
func landscape(t *testing.T) (project string) {
	t.Helper()
	dir := t.TempDir()
	layer := func(name string, rows ...string) {
		write(t, filepath.Join(dir, name+".geojson"), `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[`+strings.Join(rows, ",")+`]}`)
	}
	row := func(props string, x0, y0, x1, y1 float64) string {
		const ox, oy = 480000, 3370000
		return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":[[[%[2]f,%[3]f],[%[4]f,%[3]f],[%[4]f,%[5]f],[%[2]f,%[5]f],[%[2]f,%[3]f]]]}}`, props, ox+x0, oy+y0, ox+x1, oy+y1)
	}
	layer("county", row(`"code":"990001"`, 0, 0, 1000, 100))
	// A ends at 410, B begins at 400: 10 m contested. B ends at 900: 100 m to nobody.
	layer("villages", row(`"code":"990001001","up":"990001"`, 0, 0, 410, 100), row(`"code":"990001002","up":"990001"`, 400, 0, 900, 100))
	layer("cells",
		row(`"id":"a","ranger":"r1"`, 0, 0, 200, 100),
		row(`"id":"b","ranger":"","to":"2026-06-30"`, 200, 0, 300, 100), // ended
		row(`"id":"c","ranger":""`, 150, 0, 250, 100),                   // overlaps a by 50 m, has no ranger
		row(`"id":"d","ranger":"r2"`, 400, 0, 800, 100))
	layer("parcels", row(`"id":"p1","class":"0111"`, 100, 0, 350, 100), row(`"id":"p2","class":"0200"`, 500, 0, 600, 100))
	layer("accepted", row(`"id":"x1","why":"lake","to":"2026-12-31"`, 320, 0, 340, 100))
	project = filepath.Join(dir, "qingshan.yaml")
	write(t, project, `date: 2026-10-01
zones:
  - {path: county.geojson, level: county, code: code}
  - {path: villages.geojson, level: village, code: code, parent: up}
cells: [{path: cells.geojson, id: id, ranger: ranger, valid_to: to}]
parcels: [{path: parcels.geojson, id: id, class: class}]
accepted: [{path: accepted.geojson, id: id, reason: why, valid_to: to}]
rules: {coverage: {forest_classes: ["0111"]}}
`)
	must(t, "ingest", "--project", project)
	return project
}

func TestRulesByHand(t *testing.T) {
	project := landscape(t)
	const a, b, county = "990001001", "990001002", "990001"
	type want struct{ demand, covered, gap, accepted, overlap, unassigned, contested float64 }
	for _, c := range []struct {
		name string
		args []string
		zone string
		want want // in columns of 100 m²: metres of width
	}{
		{"today, A", nil, a, want{410, 260, 130, 20, 50, 0, 0}},
		{"today, B", nil, b, want{500, 400, 100, 0, 0, 0, 0}},
		{"today, county: leaves and the strip to nobody", nil, county, want{1010, 660, 330, 20, 50, 100, 10}},
		{"while cell b was valid", []string{"--on", "2026-06-30"}, a, want{410, 310, 80, 20, 100, 0, 0}},
		{"after the exception expired", []string{"--on", "2027-01-01"}, a, want{410, 260, 150, 0, 50, 0, 0}},
		{"only with a ranger in post", []string{"--in-post"}, a, want{410, 210, 180, 20, 0, 0, 0}},
		{"forest only", []string{"--demand", "forest"}, a, want{250, 150, 80, 20, 50, 0, 0}},
		{"forest only, B", []string{"--demand", "forest"}, b, want{}},
	} {
		doc := ask[coverageDoc](t, append([]string{"coverage", "--project", project, "--planar", "EPSG:4549"}, c.args...)...)
		for _, r := range doc.Rows {
			if r.Zone != c.zone {
				continue
			}
			got := want{r.Demand, r.Covered, r.Gap, r.Accepted, r.Overlap, r.Unassigned, r.Contested}
			for i, pair := range [][2]float64{{got.demand, c.want.demand}, {got.covered, c.want.covered}, {got.gap, c.want.gap}, {got.accepted, c.want.accepted},
				{got.overlap, c.want.overlap}, {got.unassigned, c.want.unassigned}, {got.contested, c.want.contested}} {
				if math.Abs(pair[0]-100*pair[1]) > 1e-3 {
					t.Errorf("%s: number %d is %.4f, want %.0f (%+v)", c.name, i, pair[0], 100*pair[1], got)
				}
			}
		}
	}
}

func TestGapPolygonsByHand(t *testing.T) {
	project := landscape(t)
	for _, c := range []struct {
		args []string
		zone string
		gaps int
	}{
		// In A: from 250 to 320 and from 340 to 400 (cell d begins there).
		{nil, "990001001", 2}, {nil, "990001002", 1}, {nil, "990001", 4},
		{[]string{"--on", "2026-06-30"}, "990001001", 2},
		{[]string{"--on", "2027-01-01"}, "990001001", 1},
		{[]string{"--demand", "forest"}, "990001001", 2},
	} {
		doc := ask[coverageDoc](t, append([]string{"coverage", "--project", project}, c.args...)...)
		for _, r := range doc.Rows {
			if r.Zone == c.zone && r.Gaps != c.gaps {
				t.Errorf("%v %s: %d gaps, want %d", c.args, c.zone, r.Gaps, c.gaps)
			}
		}
	}
	v := ask[verified](t, "verify", "--project", project)
	if !v.Sound || v.Zones != 3 {
		t.Errorf("verify: %+v", v)
	}
}

// TestPlanarAreasOfMercator: the command line and the server both refuse areas from Web Mercator, with the error and a way out. At
// 30.52° N the error is a²/(M·N·cos² φ) − 1 = 35.2 %.
func TestPlanarAreasOfMercator(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	const square = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"1"},"geometry":{"type":"Polygon","coordinates":[[[119.6,30.5],[119.62,30.5],[119.62,30.52],[119.6,30.52],[119.6,30.5]]]}}]}`
	write(t, filepath.Join(dir, "z.geojson"), square)
	write(t, filepath.Join(dir, "c.geojson"), square)
	write(t, project, "zones: [{path: z.geojson, level: county, code: id}]\ncells: [{path: c.geojson, id: id}]\ndate: 2026-10-01\n")
	ingestWithoutTiles(t, project)
	words := []string{"+35.2 %", "EPSG:4549", "ellipsoid"}
	line := qingshan(t, "coverage", "--planar", "EPSG:3857", "--project", project)
	base, stop := startServer(t, project)
	defer stop()
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	code, _, body := get(t, base+"/api/coverage?planar=EPSG:3857")
	if line.code != 2 || code != 400 {
		t.Errorf("exit code %d, status %d", line.code, code)
	}
	for _, w := range words {
		if !strings.Contains(line.stderr, w) || !strings.Contains(body, w) {
			t.Errorf("%s: %s\n%s", w, line.stderr, body)
		}
	}
	must(t, "coverage", "--planar", "EPSG:4549", "--project", project)
}
