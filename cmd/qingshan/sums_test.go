package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
)

// copied is a private copy of a folder below the shared one; its project file is named.
func copied(t *testing.T, project string, parts ...string) string {
	t.Helper()
	from, to := shared.Path(t, parts...), t.TempDir()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(to, project)
}

// A zone and a cell of three corners each; the areas were clipped in rational numbers.
func TestCaseDoesNotAddUp(t *testing.T) {
	project := copied(t, "qingshan.yaml", "cases", "does-not-add-up", "triangle")
	must(t, "ingest", "--project", project)
	cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549")
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"demand", cov.Total.Demand, 16760.070054}, {"covered", cov.Total.Covered, 0.234430324}, {"gap", cov.Total.Gap, 16760.070054 - 0.234430324}} {
		if math.Abs(c.got-c.want) > 1e-4 {
			t.Errorf("%s %.6f m², want %.6f", c.what, c.got, c.want)
		}
	}
	must(t, "verify", "--project", project)
}

// A township of county A holds 20 ha that county B gives to no township: they count for the township alone, and a proposal
// gives them to one cell.
func TestCaseSticksOutIntoUnassigned(t *testing.T) {
	project := copied(t, "qingshan.yaml", "cases", "sticks-out-into-unassigned")
	must(t, "ingest", "--project", project)
	cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549")
	want := map[string][2]float64{"A": {120, 30}, "A1": {120, 30}, "B": {80, 20}, "B1": {70, 10}, "": {200, 50}} // ha of demand and gap, drawn on squared paper
	got := map[string][2]float64{"": {cov.Total.Demand / 1e4, cov.Total.Gap / 1e4}}
	for _, r := range cov.Rows {
		got[r.Zone] = [2]float64{r.Demand / 1e4, r.Gap / 1e4}
	}
	for zone, w := range want {
		if g := got[zone]; math.Abs(g[0]-w[0]) > 1e-6 || math.Abs(g[1]-w[1]) > 1e-6 {
			t.Errorf("zone %q: demand and gap %v ha, want %v", zone, g, w)
		}
	}
	if cov.Total.Contested > 1e-3 {
		t.Errorf("%v m² are contested", cov.Total.Contested)
	}
	proposal := filepath.Join(filepath.Dir(project), "prop.gpkg")
	must(t, "whatif", "--project", project, "--assign", "--out", proposal)
	after := ask[struct {
		Total struct {
			After totals `json:"after"`
		} `json:"total"`
		NewOverlaps []any `json:"new_overlaps"`
	}](t, "whatif", "--project", project, "--cells", proposal, "--replace")
	if len(after.NewOverlaps) > 0 || after.Total.After.Gaps > 0 || after.Total.After.OverlapPairs > 0 {
		t.Errorf("the proposal leaves %d gaps and makes overlaps %v (%d pairs)", after.Total.After.Gaps, after.NewOverlaps, after.Total.After.OverlapPairs)
	}
	certificate := filepath.Join(filepath.Dir(project), "b.json")
	must(t, "certify", "--project", project, "--zone", "B", "--out", certificate)
	must(t, "verify", "--project", project, "--certificate", certificate)
}
