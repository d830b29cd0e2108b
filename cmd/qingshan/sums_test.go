package main

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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

// Parcel "right" holds columns 10 to 40 of 40, "left" 0 to 20; columns 0 to 20 change. Its forest is 30 of 40 columns.
func TestCaseOverlappingParcels(t *testing.T) {
	project := copied(t, "qingshan.yaml", "cases", "overlapping-parcels")
	settings, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.Replace(string(settings), "id: id}\nscenes", "id: id, class: id}\nscenes", 1)+"  coverage: {demand: forest, forest_classes: [right]}\n")
	must(t, "ingest", "--project", project)
	all := ask[coverageDoc](t, "coverage", "--project", project, "--demand", "all").Total.Demand
	if forest := ask[coverageDoc](t, "coverage", "--project", project).Total.Demand; math.Abs(forest/all-30.0/40) > 1e-5 {
		t.Errorf("%.4f of the ground is forest, want 0.75", forest/all)
	}
	for id, want := range map[string]float64{"left": 20.0 / 40, "right": 10.0 / 40} {
		for _, r := range askCSV(t, "stats", "--project", project, "--layer", "parcels") {
			changed, err := strconv.ParseFloat(r["changed_m2"], 64)
			if r["id"] == id && (err != nil || math.Abs(changed/all-want) > 1e-5 || r["state"] != "changed") {
				t.Errorf("parcel %s: %s m² changed, %s; want %.2f of the ground", id, r["changed_m2"], r["state"], want)
			}
		}
	}
	quarantine, err := filepath.Glob(filepath.Join(filepath.Dir(project), "store", "snapshots", "*", "quarantine.csv"))
	if err != nil || len(quarantine) != 1 {
		t.Fatal(quarantine, err)
	}
	if text, err := os.ReadFile(quarantine[0]); err != nil || !strings.Contains(string(text), "right,overlaps_parcel") || !strings.Contains(string(text), "also in parcel left (parcels.gpkg, row 1)") {
		t.Errorf("%s %v", text, err)
	}
	changes := ask[changesDoc](t, "changes", "--project", project)
	if share := changes.Total.AreaM2 / all; math.Abs(share-0.5) > 1e-5 {
		t.Errorf("%.4f of the ground is in patches, want half", share)
	}
}

// Parcels are the polygons of a raster and have whole pixels each; those of class 1 change. Which have a pixel of a patch is
// known from the class alone.
func TestCaseChangedBySlivers(t *testing.T) {
	project := copied(t, "qingshan.yaml", "cases", "changed-by-slivers")
	must(t, "ingest", "--project", project)
	type row struct {
		ID    string  `json:"id"`
		State string  `json:"state"`
		Mean  float64 `json:"mean"`
		M2    float64 `json:"changed_m2"`
		Rest  float64 `json:"residue_m2"`
	}
	rows := ask[struct{ Rows []row }](t, "stats", "--project", project, "--layer", "parcels").Rows
	sum, slivers := 0.0, 0
	for _, r := range rows {
		// The mean is the share of the ground that changed class: all of it, or slivers of pixels.
		if want := r.Mean > 0.5; (r.State == "changed") != want || !want && r.M2 > 0 {
			t.Errorf("parcel %s, mean change %.3f: %s, %v m²", r.ID, r.Mean, r.State, r.M2)
		}
		sum += r.M2 + r.Rest
		if r.Rest > 0 {
			slivers++
		}
	}
	type sliver struct {
		PartM2  float64 `json:"part_m2"`
		Residue bool    `json:"residue"`
	}
	changes := ask[struct {
		Rows  []sliver
		Total struct {
			Parts     int
			AreaM2    float64 `json:"area_m2"`
			ResidueM2 float64 `json:"residue_m2"`
		}
	}](t, "changes", "--project", project)
	listed, rest, parts := 0.0, 0.0, 0
	for _, p := range changes.Rows {
		if p.Residue != (p.PartM2 < 1) { // no pixel is below 700 m²
			t.Errorf("part of %v m²: residue %v", p.PartM2, p.Residue)
		}
		if p.Residue {
			rest += p.PartM2
		} else {
			listed += p.PartM2
			parts++
		}
	}
	if csv := askCSV(t, "changes", "--project", project); len(csv) != len(changes.Rows) || changes.Total.Parts != parts {
		t.Errorf("%d rows of CSV, %d of JSON; %d parts, counted %d", len(csv), len(changes.Rows), changes.Total.Parts, parts)
	}
	// Parcels on the 1 mm grid share slivers, which each has.
	if slivers < 40 || math.Abs(sum-changes.Total.AreaM2) > 1 ||
		math.Abs(listed+rest-changes.Total.AreaM2) > 1e-3 || math.Abs(rest-changes.Total.ResidueM2) > 1e-6 {
		t.Errorf("%d parcels with slivers; parcels have %v m², rows %v and residue %v; total %+v", slivers, sum, listed, rest, changes.Total)
	}
	must(t, "verify", "--project", project)
}
