package edits_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/edits"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// supposed is a landscape whose cells have rangers and dates.
const supposed = `zones: [{path: zones.gpkg, level: village, code: code, parent: parent}]
cells: [{path: cells.gpkg, id: gid, ranger: ranger, valid_from: from, valid_to: to}]
accepted: [{path: accepted.gpkg, id: id, reason: reason}]
parcels: [{path: parcels.gpkg, id: pid, class: class}]
rules: {quarantine_limit: 1, coverage: {forest_classes: [松]}}
`

// saveDated writes a night whose cells get a ranger and dates by their ids; a cell named again is another one.
func saveDated(t *testing.T, n *delivery.Night, dir string) {
	t.Helper()
	n.Save(t, dir)
	var cells []delivery.Shape
	for _, c := range n.Cells {
		id := c.Values[0].(string)
		ranger, from, to := "巡"+id[len(id)-1:], "", ""
		switch sum := int(id[len(id)-1] - '0'); {
		case sum == 3:
			ranger = ""
		case sum == 5:
			to = "2026-09-15"
		case sum == 6:
			from = "2026-09-20"
		}
		cells = append(cells, delivery.Shape{Values: []any{id, ranger, from, to}, Rings: c.Rings})
	}
	delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid", "ranger", "from", "to"}, cells...)
	for i := range n.Parcels { // every third is no forest
		if n.Parcels[i].Values[1] = "松"; i%3 == 0 {
			n.Parcels[i].Values[1] = "稻"
		}
	}
	delivery.LayerFile(t, filepath.Join(dir, "parcels.gpkg"), "EPSG:4549", []string{"pid", "class"}, n.Parcels...)
}

// editsBetween are the edits that make one snapshot's cells out of another's.
func editsBetween(from, to *snapshot.Snapshot) []scenario.CellEdit {
	var out []scenario.CellEdit
	for i, id := range to.Cells.ID {
		out = append(out, scenario.CellEdit{ID: id, Shape: to.Cells.Shapes.Feature(i), Ranger: to.Cells.Ranger[i], ValidFrom: to.Cells.ValidFrom[i], ValidTo: to.Cells.ValidTo[i]})
	}
	for _, id := range from.Cells.ID {
		if _, there := to.FindCell(id); !there {
			out = append(out, scenario.CellEdit{ID: id})
		}
	}
	return out
}

var queries = []coverage.Query{
	{}, {Demand: rules.DemandForest}, {InPost: true}, {On: day("2026-09-10")}, {On: day("2026-09-17"), Demand: rules.DemandForest, InPost: true},
	{Planar: "EPSG:4549", Demand: rules.DemandForest}, {Planar: "EPSG:32650"}, {Zone: "T"}, {Zone: "V1", On: day("2026-09-10")},
}

func day(s string) snapshot.Date {
	d, err := snapshot.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// sameTotals compares what was supposed with what came; the scale of rounding is the zone's demand.
func sameTotals(t *testing.T, what string, got, want snapshot.Totals) {
	t.Helper()
	tolerance := 1e-6 + 1e-9*want.DemandM2
	for _, v := range [][2]float64{{got.DemandM2, want.DemandM2}, {got.CoveredM2, want.CoveredM2}, {got.GapM2, want.GapM2}, {got.AcceptedM2, want.AcceptedM2},
		{got.OverlapM2, want.OverlapM2}, {got.ResidueM2, want.ResidueM2}, {got.UnassignedM2, want.UnassignedM2}, {got.ContestedM2, want.ContestedM2}, {float64(got.Gaps), float64(want.Gaps)}} {
		if math.Abs(v[0]-v[1]) > tolerance {
			t.Fatalf("%s:\n%+v, want\n%+v", what, got, want)
		}
	}
	if math.Abs(got.CoveredM2+got.GapM2+got.AcceptedM2-got.DemandM2) > tolerance {
		t.Fatalf("%s: %+v does not add up", what, got)
	}
}

// meets compares what was supposed of one snapshot with what another one, ingested from the edited layer, says.
func meets(t *testing.T, was, is *snapshot.Snapshot, edits []scenario.CellEdit, q coverage.Query) *scenario.WhatIf {
	t.Helper()
	ctx := context.Background()
	w, err := scenario.New(coverage.New(was, gdal.Planes{}), geos.Reasons).WhatIf(ctx, edits, q, scenario.EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	before, err := coverage.New(was, gdal.Planes{}).Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	after, err := coverage.New(is, gdal.Planes{}).Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	supposed := map[string]scenario.WhatIfRow{}
	for _, r := range w.Rows {
		supposed[r.Zone] = r
	}
	found := 0
	for i, r := range after.Rows {
		what := fmt.Sprintf("zone %s, %+v", r.Zone, q)
		row, changed := supposed[r.Zone]
		if !changed {
			sameTotals(t, what+" unchanged", before.Rows[i].Totals, r.Totals)
			continue
		}
		found++
		sameTotals(t, what+" before", row.Before, before.Rows[i].Totals)
		sameTotals(t, what+" after", row.After, r.Totals)
		if row.After.GapM2-row.Before.GapM2 != row.Change.GapM2 || row.After.Gaps-row.Before.Gaps != row.Change.Gaps {
			t.Fatalf("%s: %+v is not the change from %+v to %+v", what, row.Change, row.Before, row.After)
		}
	}
	drawn := 0.0 // what the map shows of gaps is what the table says of them
	for _, spots := range []*snapshot.FindingTable{&after.Found.Gaps, &after.Found.Residue} {
		for i, set := range spots.Set {
			if set < 0 {
				drawn += spots.Area[i]
			}
		}
	}
	if q.Zone == "" && math.Abs(drawn-after.Total.GapM2) > 0.01 {
		t.Fatalf("%+v: gaps of %.6f m² are drawn, the table has %.6f", q, drawn, after.Total.GapM2)
	}
	if found != len(w.Rows) {
		t.Fatalf("%d rows are about other zones", len(w.Rows)-found)
	}
	sameTotals(t, "total before", w.Total.Before.Totals, before.Total.Totals)
	sameTotals(t, "total after", w.Total.After.Totals, after.Total.Totals)
	if w.Total.After.OverlapPairs != after.Total.OverlapPairs || math.Abs(w.Total.After.OverlapPairsM2-after.Total.OverlapPairsM2) > 1e-6+1e-9*after.Total.OverlapPairsM2 {
		t.Fatalf("%d pairs %.6f m², want %d, %.6f", w.Total.After.OverlapPairs, w.Total.After.OverlapPairsM2, after.Total.OverlapPairs, after.Total.OverlapPairsM2)
	}
	return w
}

// TestWhatIfIsWhatComes: what is supposed of edits is what an ingest of the edited layer finds.
//
//testrun:plain
func TestWhatIfIsWhatComes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	rows, unchanged, overlaps := 0, 0, 0
	for seed := range uint64(5) {
		rng := rand.New(rand.NewPCG(seed, 43))
		dir := t.TempDir()
		n := delivery.FirstNight(rng)
		n.Zones[2] = delivery.One(delivery.Rect(500970, 3320000, 502000, 3321000), n.Zones[2].Values...) // a strip that V0 has too
		saveDated(t, n, dir)
		was := delivery.Taken(t, dir, supposed).Snapshot
		if len(was.Contested.A) == 0 {
			t.Fatal("no ground is contested")
		}
		for k := 1; k <= 3; k++ {
			for range 1 + rng.IntN(3) {
				n.Cells = delivery.Edit(rng, n.Cells, 500, func(ring []float64) delivery.Shape {
					return delivery.One(ring, fmt.Sprintf("Cn%d-%d", k, rng.IntN(1e6)))
				})
			}
			saveDated(t, n, dir)
			is := delivery.Taken(t, dir, supposed).Snapshot
			edits := editsBetween(was, is)
			for _, q := range queries {
				w := meets(t, was, is, edits, q)
				rows += len(w.Rows)
				unchanged += w.Cells.Unchanged
				overlaps += len(w.NewOverlaps)
				if c := w.Cells; c.Added+c.Changed+c.Unchanged != is.Cells.Len() || c.Removed+c.Changed+c.Unchanged != was.Cells.Len() {
					t.Fatalf("%+v of %d and %d cells", c, was.Cells.Len(), is.Cells.Len())
				}
			}
			was = is
		}
	}
	if rows < 300 || unchanged < 3000 || overlaps < 30 {
		t.Errorf("%d rows, %d cells unchanged, %d new overlaps: nothing was tested", rows, unchanged, overlaps)
	}
}

// TestWhatIfLaws: nothing given, the same given again, a cell drawn anew from another vertex, taken away and put back under
// another id, or cut in two changes nothing.
//
//testrun:plain
func TestWhatIfLaws(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	rng := rand.New(rand.NewPCG(7, 44))
	dir := t.TempDir()
	n := delivery.FirstNight(rng)
	for i := range 36 { // upright cells, so that a cut through their middle moves no border
		x, y := 500000+float64(i%6)*500, 3320000+float64(i/6)*500
		n.Cells[i] = delivery.One(delivery.Rect(x-float64(i%3)*20, y, x+460, y+480), n.Cells[i].Values...)
	}
	saveDated(t, n, dir)
	s := delivery.Taken(t, dir, supposed).Snapshot
	cell := func(i int) scenario.CellEdit {
		c := s.Cells
		return scenario.CellEdit{ID: c.ID[i], Shape: c.Shapes.Feature(i), Ranger: c.Ranger[i], ValidFrom: c.ValidFrom[i], ValidTo: c.ValidTo[i]}
	}
	for _, q := range queries {
		meets(t, s, s, nil, q)
		w := meets(t, s, s, []scenario.CellEdit{cell(3), cell(8)}, q)
		if w.Cells != (scenario.EditCounts{Unchanged: 2}) || len(w.Rows) > 0 {
			t.Errorf("%+v, %d rows of cells as they are", w.Cells, len(w.Rows))
		}
		for i := range s.Cells.Len() {
			box := s.Cells.Shapes.Bounds(i)
			west, east := cell(i), cell(i)
			mid := spatial.SnapToGrid((box.MinX + box.MaxX) / 2)
			west.Shape, east.Shape = delivery.Polygon(delivery.Rect(box.MinX, box.MinY, mid, box.MaxY)), delivery.Polygon(delivery.Rect(mid, box.MinY, box.MaxX, box.MaxY))
			east.ID += "-east"
			again, other := cell(i), cell(i)
			again.Shape = delivery.Polygon([]float64{box.MaxX, box.MaxY, box.MinX, box.MaxY, box.MinX, box.MinY, box.MaxX, box.MinY, box.MaxX, box.MaxY})
			other.ID += "-again"
			for _, c := range []struct {
				what  string
				edits []scenario.CellEdit
				want  scenario.EditCounts
			}{
				{"cut in two", []scenario.CellEdit{west, east}, scenario.EditCounts{Added: 1, Changed: 1}},
				{"drawn from another vertex", []scenario.CellEdit{again}, scenario.EditCounts{Changed: 1}},
				{"taken away and put back", []scenario.CellEdit{{ID: other.ID[:len(other.ID)-6]}, other}, scenario.EditCounts{Added: 1, Removed: 1}},
			} {
				w, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).WhatIf(context.Background(), c.edits, q, scenario.EditLimits{})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range w.Rows {
					sameTotals(t, "cell "+west.ID+" "+c.what+", zone "+r.Zone, r.After, r.Before)
				}
				if w.Cells != c.want || q.Zone == "" && len(w.Rows) == 0 || len(w.NewOverlaps) > 0 {
					t.Fatalf("cell %s %s: %+v, %d rows, new overlaps %+v", west.ID, c.what, w.Cells, len(w.Rows), w.NewOverlaps)
				}
			}
		}
	}
}

func TestWhatIfRefuses(t *testing.T) {
	dir := t.TempDir()
	saveDated(t, delivery.FirstNight(rand.New(rand.NewPCG(1, 45))), dir)
	s := delivery.Taken(t, dir, supposed).Snapshot
	square := func() *geom.MultiPolygon { return delivery.Polygon(delivery.Rect(500100, 3320100, 500200, 3320200)) }
	bowtie := delivery.Polygon([]float64{500000, 3320000, 500100, 3320100, 500100, 3320000, 500000, 3320100, 500000, 3320000})
	for what, edits := range map[string][]scenario.CellEdit{
		"cannot be removed": {{ID: "nobody"}},
		"given twice":       {{ID: "C1"}, {ID: "C1", Shape: square()}},
		"no id":             {{Shape: square()}},
		"not valid":         {{ID: "N", Shape: bowtie}},
		"1 mm grid":         {{ID: "N", Shape: delivery.Polygon(delivery.Rect(500000, 3320000, 500000.0001, 3320000.0001))}},
		"before it begins":  {{ID: "N", Shape: square(), ValidFrom: day("2026-02-01"), ValidTo: day("2026-01-01")}},
		"outside":           {{ID: "N", Shape: delivery.Polygon(delivery.Rect(119, 30, 119.1, 30.1))}},
	} {
		_, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).WhatIf(context.Background(), edits, coverage.Query{}, scenario.EditLimits{})
		var query *snapshot.QueryError
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%q: %v", what, err)
		} else if !errors.As(err, &query) {
			t.Errorf("%v is no mistake of the question", err)
		}
	}
	if _, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).WhatIf(context.Background(), nil, coverage.Query{Zone: "nowhere"}, scenario.EditLimits{}); err == nil {
		t.Error("an unknown zone was answered")
	}
}

// TestEditsAreReadAsAnIngestReads: other fields, another CRS, broken and repaired rows, what is not given comes from the
// project.
func TestEditsAreReadAsAnIngestReads(t *testing.T) {
	dir := t.TempDir()
	saveDated(t, delivery.FirstNight(rand.New(rand.NewPCG(2, 47))), dir)
	s := delivery.Taken(t, dir, supposed).Snapshot
	p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	square := delivery.Rect(500100, 3320100, 500200, 3320200)
	bowtie := []float64{501000, 3321000, 501100, 3321100, 501100, 3321000, 501000, 3321100, 501000, 3321000}
	path := filepath.Join(dir, "edited.geojson")
	delivery.LayerFile(t, path, "EPSG:4326", []string{"name", "who"}, delivery.One(delivery.Through(t, "EPSG:4549", "EPSG:4326", square), "N1", "甲"), delivery.One(delivery.Through(t, "EPSG:4549", "EPSG:4326", bowtie), "C1", ""),
		delivery.One(nil, "C2", "乙"))
	text := func(s string) *string { return &s }
	o := edits.Options{Path: path, ID: text("name"), Ranger: text("who"), ValidFrom: text(""), ValidTo: text(""), Remove: []string{"C3"}}
	changed, rep, err := edits.Read(context.Background(), p, s, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(changed) != 3 || changed[0].ID != "N1" || changed[0].Ranger != "甲" || changed[1].ID != "C1" || changed[2].ID != "C3" || changed[2].Shape != nil {
		t.Fatalf("%+v", changed)
	}
	for i, v := range changed[0].Shape.FlatCoords() {
		if math.Abs(v-square[i]) > 1e-9 && !slices.Contains(square, v) {
			t.Errorf("coordinate %v is not the square's", v)
		}
	}
	if len(rep.Quarantine) != 1 || rep.Quarantine[0].ID != "C2" || rep.Quarantine[0].Reason != report.NullGeometry || len(rep.Repairs) != 1 {
		t.Errorf("%d rows refused, %d repaired: %v", len(rep.Quarantine), len(rep.Repairs), rep.Quarantine)
	}
	w, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).WhatIf(context.Background(), changed, coverage.Query{}, scenario.EditLimits{})
	if err != nil || w.Cells != (scenario.EditCounts{Added: 1, Changed: 1, Removed: 1}) {
		t.Errorf("%v %+v", err, w)
	}
	if _, _, err := edits.Read(context.Background(), p, s, edits.Options{Path: path}); err == nil || !strings.Contains(err.Error(), "gid") {
		t.Errorf("a file without the project's field: %v", err)
	}
	p.Rules.QuarantineLimit = 0.1
	var quarantine *report.QuarantineError
	if _, _, err := edits.Read(context.Background(), p, s, o); !errors.As(err, &quarantine) {
		t.Errorf("a third of the rows refused: %v", err)
	}
}

// TestWhatIfsAtOnce: many may ask one snapshot at the same time, and each gets what it would get alone.
func TestWhatIfsAtOnce(t *testing.T) {
	dir := t.TempDir()
	saveDated(t, delivery.FirstNight(rand.New(rand.NewPCG(3, 48))), dir)
	const askers = 8
	answer := func(s *snapshot.Snapshot, i int) string {
		edits := []scenario.CellEdit{{ID: s.Cells.ID[i%4]}}
		w, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).WhatIf(context.Background(), edits, coverage.Query{}, scenario.EditLimits{})
		if err != nil {
			t.Error(err)
		}
		p, err := scenario.New(coverage.New(s, gdal.Planes{}), geos.Reasons).Propose(context.Background(), edits, coverage.Query{Demand: rules.DemandForest}, scenario.EditLimits{})
		if err != nil {
			t.Error(err)
		}
		text, err := json.Marshal([]any{w, p})
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	s := delivery.Taken(t, dir, supposed).Snapshot
	got := make([]string, askers)
	var all sync.WaitGroup
	for i := range askers {
		all.Go(func() { got[i] = answer(s, i) })
	}
	all.Wait()
	for i := range askers {
		if got[i] != answer(s, i) {
			t.Errorf("asker %d got another answer than alone", i)
		}
	}
}
