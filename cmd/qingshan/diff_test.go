package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
)

type (
	diffAreas struct {
		From     float64 `json:"from_m2"`
		To       float64 `json:"to_m2"`
		Change   float64 `json:"change_m2"`
		Zones    float64 `json:"zones_m2"`
		Forest   float64 `json:"forest_m2"`
		Cells    float64 `json:"cells_m2"`
		Accepted float64 `json:"accepted_m2"`
		Validity float64 `json:"validity_m2"`
		Rules    float64 `json:"rules_m2"`
		Rounding float64 `json:"rounding_m2"`
	}
	diffGap struct {
		ID, Was, Zone string
		From          float64 `json:"from_m2"`
		To            float64 `json:"to_m2"`
	}
	diffDoc struct {
		From string `json:"from"`
		To   string `json:"to"`
		Rows []struct {
			Zone string `json:"zone"`
			diffAreas
			Causes []struct{ Part, Layer, ID, Edit string } `json:"causes"`
		} `json:"rows"`
		Total diffAreas `json:"total"`
		Gaps  struct {
			Opened, Closed, Grown, Shrunk, Moved []diffGap
			Unchanged                            int
		} `json:"gaps"`
	}
)

func (d diffAreas) parts() []float64 {
	return []float64{d.Zones, d.Forest, d.Cells, d.Accepted, d.Validity, d.Rules, d.Rounding}
}

// changes lists the parts of each zone in columns of the landscape (100 m²), with their causes.
func (d diffDoc) changes() string {
	names := []string{"zones", "forest", "cells", "accepted", "validity", "rules"}
	var out []string
	for _, r := range d.Rows {
		s := strings.TrimPrefix(r.Zone, "990001")
		for i, name := range names {
			if v := r.parts()[i]; v != 0 {
				s += fmt.Sprintf(" %s %+.0f", name, v/100)
			}
		}
		for _, c := range r.Causes {
			s += fmt.Sprintf(" (%s %s %s)", c.Layer, strings.TrimPrefix(c.ID, "990001"), c.Edit)
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

// replaceIn edits a file of a project.
func replaceIn(t *testing.T, path, old, with string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		t.Fatalf("%s holds no %q", path, old)
	}
	write(t, path, strings.ReplaceAll(string(b), old, with))
}

// TestDiffByHand: one edit after another, each known by hand; see landscape.
func TestDiffByHand(t *testing.T) {
	project := landscape(t)
	dir := filepath.Dir(project)
	first := ask[coverageDoc](t, "coverage", "--project", project).Snapshot
	column := func(x int) string { return fmt.Sprintf("%d.000000", 480000+x) }
	for _, c := range []struct {
		name           string
		file, old, new string
		want           string
	}{
		{"the date: an exception expires", "qingshan.yaml", "date: 2026-10-01", "date: 2027-01-15",
			" validity +20 (accepted x1 valid → not valid)\n001 validity +20 (accepted x1 valid → not valid)"},
		{"a village takes half of the strip to nobody", "villages.geojson", column(900), column(950), "002 zones +50 (zones 002 reshaped)"},
		{"a cell grows into a gap", "cells.geojson", column(800), column(850), " cells -50 (cells d reshaped)\n002 cells -50 (cells d reshaped)"},
		{"the exception is prolonged", "accepted.geojson", "2026-12-31", "2027-12-31",
			" accepted -20 (accepted x1 valid –2026-12-31 → –2027-12-31)\n001 accepted -20 (accepted x1 valid –2026-12-31 → –2027-12-31)"},
		{"forest only", "qingshan.yaml", "coverage: {", "coverage: {demand: forest, ",
			" rules -200 (project rules.coverage.demand all → forest)\n001 rules -50 (project rules.coverage.demand all → forest)\n002 rules -100 (project rules.coverage.demand all → forest)"},
		{"a parcel loses its eastern end", "parcels.geojson", column(350), column(340), " forest -10 (parcels p1 reshaped)\n001 forest -10 (parcels p1 reshaped)"},
		{"another class", "parcels.geojson", `"id":"p2","class":"0200"`, `"id":"p2","class":"0111"`, ""}, // it lies in cell d
		{"the cell on it ends", "cells.geojson", `"id":"d",`, `"id":"d","to":"2026-12-31",`,
			" validity +100 (cells d valid → not valid)\n002 validity +100 (cells d valid → not valid)"},
	} {
		replaceIn(t, filepath.Join(dir, c.file), c.old, c.new)
		must(t, "ingest", "--project", project)
		d := ask[diffDoc](t, "diff", "--project", project)
		if got := d.changes(); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	all := ask[diffDoc](t, "diff", "--project", project, first)
	for _, r := range append(all.Rows, all.Rows[0]) {
		sum := 0.0
		for _, p := range r.parts() {
			sum += p
		}
		if math.Abs(sum-r.Change) > 1e-6 || math.Abs(r.To-r.From-r.Change) > 1e-6 {
			t.Errorf("%s does not add up: %+v", r.Zone, r.diffAreas)
		}
	}
	sameOverHTTP(t, project, all)
}

// sameOverHTTP: the server explains the difference as the command does, and each way round.
func sameOverHTTP(t *testing.T, project string, all diffDoc) {
	t.Helper()
	base, _ := startServer(t, project)
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	for url, args := range map[string][]string{
		"?from=" + all.From + "&to=" + all.To: {all.From, all.To},
		"?from=" + all.From:                   {all.From},
		"":                                    nil,
		"?zone=990001001&demand=all&from=" + all.From: {all.From, "--zone", "990001001", "--demand", "all"},
		"?level=village&in_post=true":                 {"--level", "village", "--in-post"},
	} {
		code, _, body := get(t, base+"/api/diff"+url)
		if out := must(t, append([]string{"diff", "--project", project, "--format", "json"}, args...)...).stdout; code != 200 || body != out {
			t.Errorf("/api/diff%s: %d\n%s\nthe command says\n%s", url, code, body, out)
		}
	}
	for url, want := range map[string]int{"?from=20200101-000000000000": 404, "?zone=nowhere": 404, "?snapshot=x": 400, "?level=hill": 400} {
		if code, _, body := get(t, base+"/api/diff"+url); code != want {
			t.Errorf("/api/diff%s: %d %s, want %d", url, code, body, want)
		}
	}
	back := ask[diffDoc](t, "diff", "--project", project, all.To, all.From)
	if back.Total.Change != -all.Total.Change || back.Total.From != all.Total.To || len(back.Gaps.Opened) != len(all.Gaps.Closed) {
		t.Errorf("there %+v, back %+v", all.Total, back.Total)
	}
	for _, form := range []string{"table", "csv", "geojson"} {
		if o := must(t, "diff", "--project", project, "--format", form, all.From, all.To); o.stdout == "" {
			t.Errorf("%s is empty", form)
		}
	}
	if o := qingshan(t, "diff", "--project", project, all.From, "20200101-000000000000"); o.code != exitUsage {
		t.Errorf("unknown snapshot: exit code %d", o.code)
	}
	if o := qingshan(t, "diff", "--project", project, "", all.From); o.code == 0 {
		t.Error("the oldest snapshot was compared with something")
	}
}

// TestDiffOfSample: a cell removed and one village's exception added; the coverage answers before and after agree with it.
func TestDiffOfSample(t *testing.T) {
	_, project := county.SampleCopy(t, "XS")
	before := ask[coverageDoc](t, "coverage", "--project", project)
	replaceIn(t, project, "cells.gpkg, id: gid", "cells.gpkg, where: \"gid <> 'QY-00007'\", id: gid")
	must(t, "ingest", "--project", project)
	after := ask[coverageDoc](t, "coverage", "--project", project)
	d := ask[diffDoc](t, "diff", "--project", project)
	near(t, "before", d.Total.From, before.Total.Gap, 1e-9)
	near(t, "after", d.Total.To, after.Total.Gap, 1e-9)
	if d.Total.Cells <= 0 || d.Total.Cells != d.Total.Change || d.Total.Rounding != 0 {
		t.Errorf("%+v", d.Total)
	}
	gaps := map[string][2]float64{}
	for i, doc := range []coverageDoc{before, after} {
		for _, r := range doc.Rows {
			g := gaps[r.Zone]
			g[i] = r.Gap
			gaps[r.Zone] = g
		}
	}
	listed := map[string]bool{}
	for _, r := range d.Rows {
		listed[r.Zone] = true
		if g := gaps[r.Zone]; math.Abs(r.From-g[0]) > 1e-5 || math.Abs(r.To-g[1]) > 1e-5 {
			t.Errorf("%s: gap from %v to %v, coverage says %v", r.Zone, r.From, r.To, g)
		}
		if len(r.Causes) != 1 || r.Causes[0].ID != "QY-00007" || r.Causes[0].Edit != "removed" {
			t.Errorf("%s: causes %+v", r.Zone, r.Causes)
		}
	}
	for zone, g := range gaps {
		if g[0] != g[1] && !listed[zone] {
			t.Errorf("%s is not listed, though its gap changed from %v to %v", zone, g[0], g[1])
		}
	}
	changed := 0.0
	for _, list := range [][]diffGap{d.Gaps.Opened, d.Gaps.Closed, d.Gaps.Grown, d.Gaps.Shrunk} {
		for _, g := range list {
			changed += g.To - g.From
		}
	}
	near(t, "change of gaps", changed, d.Total.Change, 1e-6)
}
