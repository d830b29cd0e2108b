package edits_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/edits"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

const villagesOnly = `zones: [{path: zones.gpkg, level: village, code: code}]
cells: [{path: %s, id: gid, ranger: ranger, valid_to: to}]
accepted: [{path: accepted.gpkg, id: id}]
rules: {quarantine_limit: 0}
`

// TestWhoTakesWhichGap proposes by hand-made rules: longest border, then least area, then over another gap, then a new cell.
func TestWhoTakesWhichGap(t *testing.T) {
	at := func(x0, y0, x1, y1 float64) []float64 {
		return delivery.Rect(500000+x0, 3320000+y0, 500000+x1, 3320000+y1)
	}
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "zones.gpkg"), "EPSG:4549", []string{"code"},
		delivery.One(at(0, 0, 1000, 1000), "V0"), delivery.One(at(1000, 0, 2000, 1000), "V1"), delivery.One(at(2000, 0, 3000, 1000), "V2"), delivery.One(at(3200, 0, 3700, 1000), "V3"), delivery.One(at(5000, 0, 6000, 1000), "V9"))
	delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid", "ranger", "to"},
		delivery.One(at(0, 0, 600, 1000), "A", "甲", ""), delivery.One(at(600, 500, 1000, 1000), "B", "乙", ""), delivery.One(at(600, 0, 800, 500), "old", "丙", "2026-09-01"),
		// In V3 a gap 100 m wide lies between C and D, of which C's ranger has more to do.
		delivery.One(at(3200, 0, 3400, 1000), "C", "丁", ""), delivery.One(at(3500, 0, 3700, 1000), "D", "戊", ""), delivery.One(at(7000, 0, 7100, 100), "C2", "丁", ""),
		delivery.One(at(8000, 0, 8001, 1), "new-1", "", ""))
	delivery.LayerFile(t, filepath.Join(dir, "accepted.gpkg"), "EPSG:4549", []string{"id"}, delivery.One(at(1500, 400, 1600, 500), "水库"))
	r := delivery.Taken(t, dir, fmt.Sprintf(villagesOnly, "cells.gpkg"))
	p, err := scenario.New(coverage.New(r.Snapshot, gdal.Planes{}), geos.Reasons).Propose(context.Background(), nil, coverage.Query{Planar: "EPSG:4549"}, scenario.EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"V0-g1": "A 500.000 甲 600000 800000",
		"V1-g1": "B 500.000 乙 200000 2190000", // beside B; V2 comes after it
		"V2-g1": "B 1000.000 乙 200000 2190000 by V1-g1",
		"V3-g1": "D 1000.000 戊 200000 300000",
		"V9-g1": "new-2 0.000  0 1000000 new",
	}
	for _, row := range p.Rows {
		got := fmt.Sprintf("%s %.3f %s %.0f %.0f", row.Cell, row.SharedBorderM, row.Ranger, row.RangerBeforeM2, row.RangerAfterM2)
		if row.Beside != "" {
			got += " by " + row.Beside
		}
		if row.New {
			got += " new"
		}
		if got != want[row.Gap] {
			t.Errorf("gap %s: %s, want %s", row.Gap, got, want[row.Gap])
		}
	}
	if len(p.Rows) != len(want) || p.Total.Extended != 3 || p.Total.New != 1 {
		t.Errorf("%d rows, %+v", len(p.Rows), p.Total)
	}
	only, err := scenario.New(coverage.New(r.Snapshot, gdal.Planes{}), geos.Reasons).Propose(context.Background(), []scenario.CellEdit{{ID: "A"}}, coverage.Query{Zone: "V0"}, scenario.EditLimits{})
	if err != nil || len(only.Rows) != 1 || only.Rows[0].Cell != "B" || only.WhatIf.Cells.Removed != 1 {
		t.Errorf("V0 without A: %v %+v", err, only)
	}
	closeGaps(t, dir, fmt.Sprintf(villagesOnly, "cells.gpkg"), r.Snapshot, coverage.Query{})
}

// closeGaps writes the proposal of a question, ingests it and proves what a proposal promises.
func closeGaps(t *testing.T, dir, yaml string, was *snapshot.Snapshot, q coverage.Query) *snapshot.Snapshot {
	t.Helper()
	ctx := context.Background()
	p, err := scenario.New(coverage.New(was, gdal.Planes{}), geos.Reasons).Propose(ctx, nil, q, scenario.EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	project, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("proposal-%s-%s.gpkg", was.Manifest.ID, q.Demand)
	if err := edits.WriteProposal(ctx, project, was, p, filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
	if err := edits.WriteProposal(ctx, project, was, p, filepath.Join(dir, name)); err == nil {
		t.Error("a file that is there was written over")
	}
	r := delivery.Taken(t, dir, strings.Replace(yaml, "cells.gpkg", name, 1))
	if n := delivery.Remarked(r); n[report.Repaired]+n[report.Unrepairable]+n[report.DuplicateID] > 0 {
		t.Errorf("the proposal's cells were touched: %v", n)
	}
	is := r.Snapshot
	if is.Cells.Len() != was.Cells.Len()+p.Total.New {
		t.Errorf("%d cells, want %d and %d new", is.Cells.Len(), was.Cells.Len(), p.Total.New)
	}
	before, err := coverage.New(was, gdal.Planes{}).Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	after, err := coverage.New(is, gdal.Planes{}).Coverage(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range after.Rows {
		if row.Gaps > 0 || math.Abs(row.GapM2-row.ResidueM2) > 1e-3 { // slivers a millimetre wide, cut anew by parcels
			t.Errorf("zone %s: %d gaps, %.6f m², residue %.6f", row.Zone, row.Gaps, row.GapM2, row.ResidueM2)
		}
	}
	if math.Abs(after.Total.AcceptedM2-before.Total.AcceptedM2) > 1 {
		t.Errorf("accepted %.3f m², it was %.3f", after.Total.AcceptedM2, before.Total.AcceptedM2)
	}
	w, err := scenario.New(coverage.New(was, gdal.Planes{}), geos.Reasons).WhatIf(ctx, editsBetween(was, is), q, scenario.EditLimits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range w.NewOverlaps {
		if o.AreaM2 > 0 {
			t.Errorf("cells %v share %.3f m² above the tolerance that no two shared before", o.Cells, o.AreaM2)
		}
	}
	return is
}

// TestProposalsCloseGaps: over random landscapes, whatever the gaps look like.
//
//testrun:plain
func TestProposalsCloseGaps(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	gaps := 0
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 46))
		dir := t.TempDir()
		n := delivery.FirstNight(rng)
		for range 12 { // more holes
			i := rng.IntN(len(n.Cells))
			n.Cells = append(n.Cells[:i], n.Cells[i+1:]...)
		}
		saveDated(t, n, dir)
		was := delivery.Taken(t, dir, supposed).Snapshot
		gaps += was.Found.Gaps.Len()
		closeGaps(t, dir, supposed, was, coverage.Query{Demand: rules.DemandForest})
		closeGaps(t, dir, supposed, was, coverage.Query{})
	}
	if gaps < 100 {
		t.Errorf("%d gaps: nothing was tested", gaps)
	}
}
