package source_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// curvedCells ingests two cells given as WKT in a CRS, within one zone of 2 × 2 km.
func curvedCells(t *testing.T, crs string, wkts ...string) *ingest.Result {
	t.Helper()
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	text := "gid,WKT\n"
	for i, w := range wkts {
		text += fmt.Sprintf("%d,\"%s\"\n", i+1, w)
	}
	if err := os.WriteFile(filepath.Join(dir, "c.csv"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return delivery.Taken(t, dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.csv, id: gid, crs: '"+crs+"'}]\ncrs: EPSG:4549\nrules: {coverage: {min_area_m2: 0, min_width_m: 0}}\n")
}

// TestSharedArcs: neighbours on one circle share their border whoever splits it and however the geometry is packed; the only ground
// missing is what chords cut off a circle.
func TestSharedArcs(t *testing.T) {
	const r = 600.0
	p := func(deg float64) string {
		return fmt.Sprintf("%.9f %.9f", 501000+r*math.Cos(deg*math.Pi/180), 3321000+r*math.Sin(deg*math.Pi/180))
	}
	const outside = "500000 3320000,502000 3320000,502000 3322000,500000 3322000,500000 3320000"
	disc := "CURVEPOLYGON(CIRCULARSTRING(" + p(0) + "," + p(180) + "," + p(0) + "))"
	hole := "COMPOUNDCURVE(CIRCULARSTRING(" + strings.Join([]string{p(10), p(40), p(90), p(120), p(200)}, ",") + "),CIRCULARSTRING(" + p(200) + "," + p(290) + "," + p(370) + "))"
	for name, rest := range map[string]string{
		"a hole of three arcs":          "CURVEPOLYGON((" + outside + ")," + hole + ")",
		"in a surface of several":       "MULTISURFACE(CURVEPOLYGON((" + outside + ")," + hole + "))",
		"in a collection with a line":   "GEOMETRYCOLLECTION(LINESTRING(500000 3320000,500001 3320000),CURVEPOLYGON((" + outside + ")," + hole + "))",
		"with heights, turned around":   "CURVEPOLYGON Z((500000 3320000 1,502000 3320000 1,502000 3322000 1,500000 3322000 1,500000 3320000 1),CIRCULARSTRING Z(" + p(33) + " 5," + p(-147) + " 5," + p(33) + " 5))",
		"two halves of the other's one": "CURVEPOLYGON((" + outside + "),CIRCULARSTRING(" + strings.Join([]string{p(45), p(0), p(-45), p(-100), p(-135), p(-200), p(-315)}, ",") + "))",
	} {
		m := curvedCells(t, "EPSG:4549", disc, rest).Snapshot.Manifest.Sums
		if m.GapM2 != 0 || m.OverlapM2 != 0 {
			t.Errorf("%s: gap %.6f m², overlap %.6f", name, m.GapM2, m.OverlapM2)
		}
	}
	// Alone, the disc has the ground of its circle but for what edges cut off: two thirds of 0.5 mm along its border, at most.
	got := curvedCells(t, "EPSG:4549", disc)
	if covered, want := got.Snapshot.Manifest.Sums.CoveredM2/delivery.EllipsoidalOverPlanar(got), math.Pi*r*r; covered > want+0.1 || covered < want-2*math.Pi*r*0.001 {
		t.Errorf("the disc covers %.3f m² of %.3f", covered, want)
	}
	// Delivered in another projection, arcs are made straight there and then bent as edges are.
	lonlat := delivery.Through(t, "EPSG:4549", "EPSG:4490", []float64{501000, 3321000, 501000, 3321600})
	r2 := lonlat[3] - lonlat[1]
	d := func(deg float64) string {
		return fmt.Sprintf("%.13f %.13f", lonlat[0]+r2*math.Cos(deg*math.Pi/180), lonlat[1]+r2*math.Sin(deg*math.Pi/180))
	}
	m := curvedCells(t, "EPSG:4490", "CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING("+d(0)+","+d(90)+","+d(180)+"),("+d(180)+","+d(0)+")))",
		"CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING("+strings.Join([]string{d(0), d(20), d(50), d(80), d(180)}, ",")+"),("+d(180)+","+d(0)+")))")
	if sums := m.Snapshot.Manifest.Sums; math.Abs(sums.OverlapM2/sums.CoveredM2-1) > 1e-9 {
		t.Errorf("overlap %.6f of %.6f m²", sums.OverlapM2, sums.CoveredM2)
	}
}

// TestCaseCurvesSplitOnOneSide runs the shared case.
func TestCaseCurvesSplitOnOneSide(t *testing.T) {
	dir := delivery.CopyOfCase(t, "curves-split-on-one-side")
	m := delivery.Taken(t, dir, delivery.CaseYAML(t, dir, "q.yaml")).Snapshot.Manifest.Sums
	if m.GapM2 != 0 || m.OverlapM2 != 0 || math.Abs(m.CoveredM2-m.DemandM2) > 1e-6 {
		t.Errorf("gap %.6f m², overlap %.6f", m.GapM2, m.OverlapM2)
	}
}

// TestSurfacesInSpace: multipatches and what else is a surface in space are refused row by row, and say what to deliver.
func TestSurfacesInSpace(t *testing.T) {
	const triangles = "((500000 3320000 1,501000 3320000 2,501000 3321000 3,500000 3320000 1)),((500000 3320000 1,501000 3321000 3,500000 3321000 1,500000 3320000 1))"
	for _, wkt := range []string{
		"TIN Z (" + triangles + ")", "POLYHEDRALSURFACE Z (" + triangles + ")", "TRIANGLE ((500000 3320000,501000 3320000,501000 3321000,500000 3320000))",
		"GEOMETRYCOLLECTION Z (POLYGON Z ((500000 3320000 1,501000 3320000 1,501000 3321000 1,500000 3320000 1)),TIN Z (" + triangles + "))",
		"GEOMETRYCOLLECTION Z (GEOMETRYCOLLECTION Z (TIN Z (" + triangles + ")))",
	} {
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
		text := "gid,WKT\n1,\"" + wkt + "\"\n2,\"POLYGON((500000 3320000,501000 3320000,501000 3321000,500000 3320000))\"\n"
		if err := os.WriteFile(filepath.Join(dir, "c.csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		r := delivery.Taken(t, dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.csv, id: gid, crs: 'EPSG:4549'}]\nrules: {quarantine_limit: 1}\n")
		if q := r.Report.Quarantine; len(q) != 1 || q[0].ID != "1" || q[0].Reason != report.NotPolygon || !strings.Contains(q[0].Detail, "footprint") {
			t.Errorf("%.30s: %v", wkt, q)
		}
	}
}
