package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

type (
	whatIfDoc struct {
		Snapshot string `json:"snapshot"`
		Cells    struct{ Added, Changed, Removed, Unchanged int }
		Rows     []struct {
			Zone, Level           string
			Before, After, Change totals
		}
		Total       struct{ Before, After, Change totals }
		Gaps        []struct{ ID, Zone string }
		NewOverlaps []struct {
			Cells  []string
			AreaM2 float64 `json:"area_m2"`
		} `json:"new_overlaps"`
	}
	proposalDoc struct {
		Rows []struct {
			Gap, Zone, Cell, Ranger, Beside string
			New, Residue                    bool
			AreaM2                          float64 `json:"area_m2"`
			SharedBorderM                   float64 `json:"shared_border_m"`
			RangerBeforeM2                  float64 `json:"ranger_before_m2"`
			RangerAfterM2                   float64 `json:"ranger_after_m2"`
		}
		Total struct {
			Gaps, Residue, Extended, New, Left int
			AreaM2                             float64 `json:"area_m2"`
		}
		WhatIf whatIfDoc `json:"what_if"`
	}
)

func current(t testing.TB, project string) *snapshot.Snapshot {
	t.Helper()
	s, damage, err := store.GetCurrent(context.Background(), store.OpenDir(filepath.Join(filepath.Dir(project), "store")))
	if err != nil || damage != nil {
		t.Fatal(err, damage)
	}
	return s
}

// ground names each finding by its zone and the cells that share it.
func ground(s *snapshot.Snapshot, spots *snapshot.FindingTable, on snapshot.Date) map[string]float64 {
	out := map[string]float64{}
	for i := range spots.Len() {
		names := []string{s.Zones.Code[spots.Zone[i]]}
		for _, c := range s.ValidCells(spots.Set[i], on) {
			names = append(names, s.Cells.ID[c])
		}
		slices.Sort(names[1:])
		out[strings.Join(names, " ")] += spots.Ellipsoidal[i]
	}
	return out
}

// assignAndIngest proposes cells for all gaps, ingests the proposal, and proves that nothing but accepted ground and what
// is below the tolerance stays uncovered, and that no two cells share ground that they did not share before.
func assignAndIngest(t *testing.T, project, cells, demand string) proposalDoc {
	t.Helper()
	was := current(t, project)
	out := filepath.Join(filepath.Dir(project), "proposal-"+demand+".gpkg")
	p := ask[proposalDoc](t, "whatif", "--project", project, "--assign", "--demand", demand, "--out", out)
	before := ask[coverageDoc](t, "coverage", "--project", project, "--demand", demand)
	if p.Total.Gaps != before.Total.Gaps || math.Abs(p.Total.AreaM2-before.Total.Gap) > 1e-3+1e-9*before.Total.Demand {
		t.Errorf("%d gaps of %.3f m² are given away, of %d with %.3f m²", p.Total.Gaps, p.Total.AreaM2, before.Total.Gaps, before.Total.Gap)
	}
	for _, r := range p.Rows {
		if r.Cell == "" && !r.Residue || r.New != (r.Cell != "" && r.SharedBorderM == 0) || r.RangerAfterM2 < r.RangerBeforeM2 {
			t.Errorf("row %+v", r)
		}
	}
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	proposed := strings.Replace(string(text), cells, filepath.Base(out), 1)
	if proposed == string(text) {
		t.Fatalf("%s does not name %s", project, cells)
	}
	write(t, project, proposed)
	ingested := must(t, "ingest", "--project", project)
	if strings.Contains(ingested.stdout, "refused 隔离:") {
		t.Errorf("the proposal's cells were refused:\n%s", ingested.stdout)
	}
	after := ask[coverageDoc](t, "coverage", "--project", project, "--demand", demand)
	for _, r := range after.Rows {
		if r.Gaps > 0 || math.Abs(r.Gap-r.Residue) > 1e-6+1e-9*r.Demand {
			t.Errorf("zone %s: %d gaps of %.6f m², residue %.6f", r.Zone, r.Gaps, r.Gap, r.Residue)
		}
	}
	near(t, "accepted ground", after.Total.Accepted, before.Total.Accepted, 1e-6)
	is := current(t, project)
	old := ground(was, &was.Found.Overlaps, was.Manifest.On)
	for where, m2 := range ground(is, &is.Found.Overlaps, is.Manifest.On) {
		if m2 > old[where]+1 {
			t.Errorf("overlap in %s: %.3f m², it was %.3f", where, m2, old[where])
		}
	}
	must(t, "verify", "--project", project)
	write(t, project, string(text))
	return p
}

// TestAssignSample closes the gaps of the sample county, of its forest first.
func TestAssignSample(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	_, project := county.SampleCopy(t, "S")
	all := assignAndIngest(t, project, "cells.gpkg", "all")
	if all.Total.Gaps < 5 || all.Total.Extended == 0 {
		t.Errorf("%+v", all.Total)
	}
	must(t, "ingest", "--project", project)
	forest := assignAndIngest(t, project, "cells.gpkg", "forest")
	if forest.Total.AreaM2 <= 0 || forest.Total.AreaM2 >= all.Total.AreaM2 {
		t.Errorf("forest gaps of %.1f m², all of %.1f", forest.Total.AreaM2, all.Total.AreaM2)
	}
}

// TestWhatIfCommand: taking cells away as a command tells what ingesting without them finds.
func TestWhatIfCommand(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	s := current(t, project)
	gone := []string{s.Cells.ID[3], s.Cells.ID[17]}
	removed := ask[whatIfDoc](t, "whatif", "--project", project, "--remove", strings.Join(gone, ","))
	if removed.Cells.Removed != 2 || removed.Total.Change.Gap <= 0 || len(removed.Rows) == 0 || len(removed.Gaps) == 0 {
		t.Errorf("%+v", removed)
	}
	same := ask[whatIfDoc](t, "whatif", "--project", project, "--cells", filepath.Join(dir, "cells.gpkg"), "--replace")
	if same.Cells.Unchanged != s.Cells.Len() || len(same.Rows) != 0 || same.Total.Before != same.Total.After {
		t.Errorf("the same layer again: %+v", same)
	}
	table := must(t, "whatif", "--project", project, "--remove", gone[0])
	if !strings.Contains(table.stdout, "1 removed 删除") || !strings.Contains(table.stdout, "nothing was written 未写入") {
		t.Errorf("table:\n%s", table.stdout)
	}
	before := ask[coverageDoc](t, "coverage", "--project", project)
	text, _ := os.ReadFile(project)
	write(t, project, strings.Replace(string(text), "{path: cells.gpkg, ", fmt.Sprintf("{path: cells.gpkg, where: \"gid NOT IN ('%s','%s')\", ", gone[0], gone[1]), 1))
	must(t, "ingest", "--project", project)
	after := ask[coverageDoc](t, "coverage", "--project", project)
	near(t, "gap before", removed.Total.Before.Gap, before.Total.Gap, 1e-9)
	near(t, "gap after", removed.Total.After.Gap, after.Total.Gap, 1e-9)
	if removed.Total.After.Gaps != after.Total.Gaps || removed.Total.After.OverlapPairs != after.Total.OverlapPairs {
		t.Errorf("%+v, want %+v", removed.Total.After, after.Total)
	}
	for _, bad := range [][]string{{}, {"--remove", "nobody"}, {"--cells", "missing.gpkg"}, {"--assign", "--in-post"}, {"--remove", gone[0], "--out", "x.gpkg"},
		{"--cells", filepath.Join(dir, "cells.gpkg"), "--ranger", "nosuchfield"}, {"--replace", "--remove", gone[0]}} {
		if o := qingshan(t, append([]string{"whatif", "--project", project}, bad...)...); o.code == 0 || o.stderr == "" {
			t.Errorf("whatif %v: exit code %d, %q", bad, o.code, o.stderr)
		}
	}
}

// post sends a body and decodes a JSON answer into v where it is one.
func post(t *testing.T, url, kind, body string, v any) (int, http.Header) {
	t.Helper()
	r, err := http.Post(url, kind, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode == 200 && v != nil {
		if err := json.NewDecoder(r.Body).Decode(v); err != nil {
			t.Fatal(err)
		}
	}
	return r.StatusCode, r.Header
}

// featureOf is a cell of the snapshot as RFC 7946 GeoJSON, its easternmost vertices moved by a way in metres.
func featureOf(s *snapshot.Snapshot, cell int, east float64, properties string) string {
	box := s.Cells.Shapes.Bounds(cell)
	var polygons [][][][2]float64
	s.Cells.Shapes.EachRing(cell, func(part, _ int, xy []float64) {
		for len(polygons) <= part {
			polygons = append(polygons, nil)
		}
		var ring [][2]float64
		for i := 0; i < len(xy); i += 2 {
			x := xy[i]
			if x == box.MaxX {
				x += east
			}
			lon, lat := s.LonLat(x, xy[i+1])
			ring = append(ring, [2]float64{math.Round(lon*1e9) / 1e9, math.Round(lat*1e9) / 1e9})
		}
		polygons[part] = append(polygons[part], ring)
	})
	coordinates, _ := json.Marshal(polygons)
	return fmt.Sprintf(`{"type":"Feature","id":%q,"properties":%s,"geometry":{"type":"MultiPolygon","coordinates":%s}}`, s.Cells.ID[cell], properties, coordinates)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// TestWhatIfServed asks over HTTP.
func TestWhatIfServed(t *testing.T) {
	_, project := county.SampleCopy(t, "XS")
	s := current(t, project)
	base, _ := startServer(t, project)
	const kind = "application/geo+json"

	var cells []string
	for i := range s.Cells.Len() {
		cells = append(cells, featureOf(s, i, 0, "{}"))
	}
	var same, removed whatIfDoc
	if code, _ := post(t, base+"/api/whatif", kind, collection(cells...), &same); code != 200 || same.Cells.Unchanged != s.Cells.Len() || len(same.Rows) != 0 {
		t.Errorf("every cell as it is: %d, %+v", code, same.Cells)
	}
	for _, gone := range []string{fmt.Sprintf(`{"type":"Feature","id":%q,"properties":null,"geometry":null}`, s.Cells.ID[3]), featureOf(s, 3, 0, `{"remove":true}`)} {
		code, h := post(t, base+"/api/whatif?demand=all", kind+"; charset=utf-8", collection(gone), &removed)
		line := ask[whatIfDoc](t, "whatif", "--project", project, "--remove", s.Cells.ID[3])
		if code != 200 || !reflect.DeepEqual(removed, line) {
			t.Errorf("%d: over HTTP %+v, on the command line %+v", code, removed, line)
		}
		if h.Get("X-Qingshan-Snapshot") != removed.Snapshot || h.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", h)
		}
	}
	var wider whatIfDoc
	if code, _ := post(t, base+"/api/whatif", "application/json", collection(featureOf(s, 3, 25, `{"ranger":null,"valid_from":"2020-01-01"}`)), &wider); code != 200 || wider.Cells.Changed != 1 || wider.Total.Change.Gap > 1e-6 {
		t.Errorf("a wider cell: %d, %+v", code, wider)
	}
	var proposal proposalDoc
	if code, _ := post(t, base+"/api/whatif?assign=true", kind, collection(), &proposal); code != 200 || !reflect.DeepEqual(proposal, ask[proposalDoc](t, "whatif", "--project", project, "--assign")) {
		t.Errorf("a proposal: %d", code)
	}
	badWhatIfs(t, base, s)
}

func badWhatIfs(t *testing.T, base string, s *snapshot.Snapshot) {
	t.Helper()
	const kind = "application/geo+json"
	feature := func(geometry string) string {
		return collection(`{"type":"Feature","id":"n","properties":{},"geometry":` + geometry + `}`)
	}
	for _, c := range []struct {
		path, kind, body string
		want             int
	}{
		{"", "text/plain", collection(), 415}, {"", "", collection(), 415}, {"", kind, "", 400}, {"", kind, "[]", 400}, {"", kind, `{"type":"Feature"}`, 400},
		{"", kind, strings.Repeat(" ", 20<<20) + collection(), 413},
		{"", kind, collection("null"), 400}, {"", kind, collection(`{"type":"Feature","properties":{},"geometry":null}`), 400},
		{"", kind, collection(`{"type":"Feature","id":"nobody","properties":{},"geometry":null}`), 400},
		{"", kind, feature(`{"type":"Point","coordinates":[119,30]}`), 400},
		{"", kind, feature(`{"type":"Polygon","coordinates":[[[30,119],[30.1,119],[30.1,119.1],[30,119]]]}`), 400},
		{"", kind, feature(`{"type":"Polygon","coordinates":[]}`), 400},
		{"", kind, `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[]}`, 400},
		{"", kind, collection(featureOf(s, 1, 0, `{"valid_to":"soon"}`)), 400}, {"", kind, collection(featureOf(s, 1, 0, "{}"), featureOf(s, 1, 0, "{}")), 400},
		{"?zone=1", kind, collection(), 404}, {"?asign=true", kind, collection(), 400}, {"?assign=true&in_post=true", kind, collection(), 400},
	} {
		if code, h := post(t, base+"/api/whatif"+c.path, c.kind, c.body, nil); code != c.want || h.Get("Content-Type") != "application/problem+json" {
			t.Errorf("POST %s (%s) %.80s: %d %s, want %d", c.path, c.kind, c.body, code, h.Get("Content-Type"), c.want)
		}
	}
	if code, _, body := get(t, base+"/api/whatif"); code != 405 || !strings.Contains(body, "use POST") {
		t.Errorf("GET: %d %s", code, body)
	}
}
