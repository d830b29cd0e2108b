package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/county"
)

type (
	gapRow struct {
		Rank       int     `json:"rank"`
		ID         string  `json:"id"`
		Zone       string  `json:"zone"`
		AreaM2     float64 `json:"area_m2"`
		ForestM2   float64 `json:"forest_m2"`
		Protective float64 `json:"protective_m2"`
		Forest     []struct {
			Category string  `json:"category"`
			AreaM2   float64 `json:"area_m2"`
		} `json:"forest"`
		ParcelIDs  []string `json:"parcel_ids"`
		Chain      []link   `json:"chain"`
		Neighbours []struct {
			Cell    string  `json:"cell"`
			BorderM float64 `json:"border_m"`
		} `json:"neighbours"`
		Nearest *struct {
			Cell      string  `json:"cell"`
			DistanceM float64 `json:"distance_m"`
		} `json:"nearest"`
		FirstSeen  string `json:"first_seen"`
		DaysOpen   *int   `json:"days_open"`
		SplitFrom  string `json:"split_from"`
		Exceptions []struct {
			Accepted, State, Reason, Approver string
			ValidTo                           string  `json:"valid_to"`
			AreaM2                            float64 `json:"area_m2"`
		} `json:"exceptions"`
		Score float64 `json:"score"`
		Terms []struct {
			Term                  string
			Value, Weight, Points float64
		} `json:"terms"`
	}
	gapsDoc struct {
		Snapshot string   `json:"snapshot"`
		On       string   `json:"on"`
		Rows     []gapRow `json:"rows"`
		Total    struct {
			Gaps      int     `json:"gaps"`
			AreaM2    float64 `json:"area_m2"`
			ForestM2  float64 `json:"forest_m2"`
			ResidueM2 float64 `json:"residue_m2"`
			Excepted  int     `json:"excepted"`
		} `json:"total"`
	}
)

// line is a gap in one line; areas in whole m², which the ellipsoid does not change at this place and size.
func (g gapRow) line() string {
	s := fmt.Sprintf("%s %.0f m², forest %.0f, parcels %s", g.ID, g.AreaM2, g.ForestM2, strings.Join(g.ParcelIDs, "+"))
	for _, n := range g.Neighbours {
		s += fmt.Sprintf(", %s %.0f m", n.Cell, n.BorderM)
	}
	s += fmt.Sprintf(", nearest %s %.0f m", g.Nearest.Cell, g.Nearest.DistanceM)
	for _, e := range g.Exceptions {
		s += fmt.Sprintf(", %s %s %.0f m²", e.Accepted, e.State, e.AreaM2)
	}
	return s
}

// TestGapsByHand: strips of 100 m height; see landscape.
func TestGapsByHand(t *testing.T) {
	project := landscape(t)
	for _, c := range []struct {
		name string
		args []string
		want []string // by score
	}{
		{"today", nil, []string{
			"990001001-g1 7000 m², forest 7000, parcels p1, c 100 m, nearest c 0 m, x1 outgrown 7000 m²",
			"990001001-g2 6000 m², forest 1000, parcels p1, d 100 m, nearest d 0 m, x1 outgrown 6000 m²",
			"990001-g1 10000 m², forest 0, parcels , nearest d 100 m", // 0.1 points more than the next, for 0.1 km
			"990001002-g1 10000 m², forest 0, parcels , d 100 m, nearest d 0 m",
		}},
		{"after the exception expired", []string{"--on", "2027-01-01", "--zone", "990001001"}, []string{
			"990001001-g1 15000 m², forest 10000, parcels p1, c 100 m, d 100 m, nearest c 0 m, x1 expired 2000 m²",
		}},
		{"while cell b was valid", []string{"--on", "2026-06-30", "--zone", "990001001"}, []string{
			"990001001-g1 2000 m², forest 2000, parcels p1, b 100 m, nearest b 0 m, x1 outgrown 2000 m²",
			"990001001-g2 6000 m², forest 1000, parcels p1, d 100 m, nearest d 0 m, x1 outgrown 6000 m²",
		}},
		{"with a ranger in post", []string{"--in-post", "--zone", "990001001"}, []string{
			"990001001-g1 12000 m², forest 12000, parcels p1, a 100 m, nearest a 0 m, x1 outgrown 12000 m²",
			"990001001-g2 6000 m², forest 1000, parcels p1, d 100 m, nearest d 0 m, x1 outgrown 6000 m²",
		}},
		{"forest only", []string{"--demand", "forest", "--zone", "990001001"}, []string{
			"990001001-g1 7000 m², forest 7000, parcels p1, c 100 m, nearest c 0 m, x1 outgrown 7000 m²",
			"990001001-g2 1000 m², forest 1000, parcels p1, nearest d 50 m, x1 outgrown 1000 m²",
		}},
		{"one of them", []string{"--id", "990001001-g2"}, []string{
			"990001001-g2 6000 m², forest 1000, parcels p1, d 100 m, nearest d 0 m, x1 outgrown 6000 m²",
		}},
		{"the first two", []string{"--limit", "2", "--zone", "990001"}, []string{
			"990001001-g1 7000 m², forest 7000, parcels p1, c 100 m, nearest c 0 m, x1 outgrown 7000 m²",
			"990001001-g2 6000 m², forest 1000, parcels p1, d 100 m, nearest d 0 m, x1 outgrown 6000 m²",
		}},
	} {
		doc := ask[gapsDoc](t, append([]string{"gaps", "--project", project}, c.args...)...)
		var got []string
		for i, g := range doc.Rows {
			got = append(got, g.line())
			sum := 0.0
			for _, term := range g.Terms {
				sum += term.Points
				if math.Abs(term.Points-term.Value*term.Weight) > 1e-4 {
					t.Errorf("%s: %s of %s is %v, not %v × %v", c.name, term.Term, g.ID, term.Points, term.Value, term.Weight)
				}
			}
			if math.Abs(sum-g.Score) > 1e-9 || g.Rank != i+1 && c.name != "one of them" {
				t.Errorf("%s: rank %d, terms add up to %v, score %v", c.name, g.Rank, sum, g.Score)
			}
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
	if o := qingshan(t, "gaps", "--project", project, "--zone", "nowhere"); o.code != exitUsage {
		t.Errorf("unknown zone: exit code %d", o.code)
	}
	if o := qingshan(t, "gaps", "--project", project, "--id", "990001001-g9"); o.code != exitUsage {
		t.Errorf("unknown gap: exit code %d", o.code)
	}
	if o := qingshan(t, "gaps", "--project", project, "--limit", "-1"); o.code != exitUsage {
		t.Errorf("limit -1: exit code %d", o.code)
	}
}

// night edits a project of landscape and ingests it for a date.
func night(t *testing.T, project, date string, edit func(cells string) string) gapsDoc {
	t.Helper()
	read := func(path string) string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	cells := filepath.Join(filepath.Dir(project), "cells.geojson")
	write(t, cells, edit(read(cells)))
	lines := strings.SplitN(read(project), "\n", 2)
	write(t, project, "date: "+date+"\n"+lines[1])
	must(t, "ingest", "--project", project)
	return ask[gapsDoc](t, "gaps", "--project", project, "--zone", "990001001")
}

func ids(doc gapsDoc) string {
	var out []string
	for _, g := range doc.Rows {
		s := fmt.Sprintf("%s %.0f since %s", g.ID, g.AreaM2, g.FirstSeen)
		if g.DaysOpen != nil {
			s += fmt.Sprintf(" %d d", *g.DaysOpen)
		}
		if g.SplitFrom != "" {
			s += " from " + g.SplitFrom
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestGapsKeepTheirIDs over nights in which a cell comes, goes and comes again in the middle of a gap.
func TestGapsKeepTheirIDs(t *testing.T) {
	project := landscape(t)
	extra := func(x0, x1 float64) string {
		return fmt.Sprintf(`,{"type":"Feature","properties":{"id":"e","ranger":"r3"},"geometry":{"type":"Polygon","coordinates":[[[%[1]f,3370000],[%[2]f,3370000],[%[2]f,3370100],[%[1]f,3370100],[%[1]f,3370000]]]}}]}`,
			480000+x0, 480000+x1)
	}
	add := func(x0, x1 float64) func(string) string {
		return func(cells string) string { return strings.TrimSuffix(strings.TrimSpace(cells), "]}") + extra(x0, x1) }
	}
	remove := func(cells string) string { return cells[:strings.LastIndex(cells, `,{"type":"Feature"`)] + "]}" }
	same := func(cells string) string { return cells }
	for _, c := range []struct {
		name, date string
		edit       func(string) string
		want       string
	}{
		{"nothing happened", "2026-10-02", same, "990001001-g1 7000 since 2026-10-01 1 d; 990001001-g2 6000 since 2026-10-01 1 d"},
		{"a cell splits the first gap: the larger part keeps its id", "2026-10-05", add(260, 280),
			"990001001-g1 4000 since 2026-10-01 4 d; 990001001-g2 6000 since 2026-10-01 4 d; 990001001-g3 1000 since 2026-10-01 4 d from 990001001-g1"},
		{"the parts are one again: the larger one's id stays", "2026-10-08", remove,
			"990001001-g1 7000 since 2026-10-01 7 d; 990001001-g2 6000 since 2026-10-01 7 d"},
		{"split again: no id comes twice", "2026-10-09", add(260, 280),
			"990001001-g1 4000 since 2026-10-01 8 d; 990001001-g2 6000 since 2026-10-01 8 d; 990001001-g4 1000 since 2026-10-01 8 d from 990001001-g1"},
		{"closed", "2026-10-10", func(cells string) string { return add(340, 400)(remove(cells)) }, "990001001-g1 7000 since 2026-10-01 9 d"},
		{"open again is new", "2026-10-11", remove, "990001001-g1 7000 since 2026-10-01 10 d; 990001001-g5 6000 since 2026-10-11 0 d"},
	} {
		if got := ids(night(t, project, c.date, c.edit)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	// Rolled back and edited otherwise: the numbers of the abandoned snapshots are not given again.
	var first string
	for _, line := range strings.Split(must(t, "snapshots", "--project", project).stdout, "\n") {
		if strings.Contains(line, "on 2026-10-01") {
			first = strings.Fields(line)[0]
		}
	}
	must(t, "snapshots", "use", "--project", project, first)
	want := "990001001-g1 4000 since 2026-10-01 11 d; 990001001-g2 6000 since 2026-10-01 11 d; 990001001-g6 1000 since 2026-10-01 11 d from 990001001-g1"
	if got := ids(night(t, project, "2026-10-12", add(260, 280))); got != want {
		t.Errorf("after a roll-back:\n%s\nwant\n%s", got, want)
	}
	on := ask[gapsDoc](t, "gaps", "--project", project, "--zone", "990001001", "--on", "2026-06-30")
	if got, want := ids(on), "990001001-g1 2000 since 2026-10-01 0 d; 990001001-g2 6000 since 2026-10-01 0 d"; got != want {
		t.Errorf("on an earlier date:\n%s\nwant\n%s", got, want)
	}
}

// TestGapsOfSample: the list agrees with the coverage answer, in every form.
func TestGapsOfSample(t *testing.T) {
	_, project := county.SampleCopy(t, "XS")
	for _, args := range [][]string{nil, {"--demand", "forest"}, {"--in-post"}, {"--on", "2026-09-30"}} {
		cov := ask[coverageDoc](t, append([]string{"coverage", "--project", project}, args...)...)
		gaps := ask[gapsDoc](t, append([]string{"gaps", "--project", project}, args...)...)
		near(t, "gap", gaps.Total.AreaM2+gaps.Total.ResidueM2, cov.Total.Gap, 1e-9)
		if gaps.Total.Gaps != cov.Total.Gaps || len(gaps.Rows) != cov.Total.Gaps {
			t.Errorf("%v: %d rows, total %d, coverage counts %d", args, len(gaps.Rows), gaps.Total.Gaps, cov.Total.Gaps)
		}
		forest := 0.0
		for i, g := range gaps.Rows {
			sum := 0.0
			for _, c := range g.Forest {
				sum += c.AreaM2
			}
			near(t, "forest of "+g.ID, sum, g.ForestM2, 1e-12)
			forest += sum
			if i > 0 && g.Score > gaps.Rows[i-1].Score {
				t.Errorf("%v: %s has a higher score than the one before it", args, g.ID)
			}
			if len(g.Chain) == 0 || g.Chain[0].Zone != g.Zone || g.Nearest == nil {
				t.Errorf("%v: %s has chain %v, nearest %v", args, g.ID, g.Chain, g.Nearest)
			}
		}
		if args != nil && args[0] == "--demand" {
			near(t, "forest", forest, gaps.Total.AreaM2, 1e-9)
		}
		rows := askCSV(t, append([]string{"gaps", "--project", project}, args...)...)
		var features struct {
			Features []struct{ Properties map[string]any }
		}
		o := must(t, append([]string{"gaps", "--project", project, "--format", "geojson"}, args...)...)
		if err := json.Unmarshal([]byte(o.stdout), &features); err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(gaps.Rows) || len(features.Features) != len(gaps.Rows) {
			t.Fatalf("%v: %d rows of JSON, %d of CSV, %d features", args, len(gaps.Rows), len(rows), len(features.Features))
		}
		for i, g := range gaps.Rows {
			if rows[i]["id"] != g.ID || features.Features[i].Properties["id"] != g.ID || rows[i]["area_m2"] != fmt.Sprint(g.AreaM2) {
				t.Errorf("%v: row %d is %s in JSON, %s in CSV, %v in GeoJSON", args, i, g.ID, rows[i]["id"], features.Features[i].Properties["id"])
			}
		}
	}
}
