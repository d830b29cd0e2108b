package render

import (
	"fmt"
	"iter"
	"slices"

	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// WhatIf is the document of a what-if answer. Its features are the gaps and new overlaps as they would be.
func WhatIf(w *scenario.WhatIf, s *snapshot.Snapshot) Document {
	rows := slices.Values(w.Rows)
	total := slices.Values([]scenario.WhatIfRow{{Zone: texts.Line("words.total"), Before: w.Total.Before.Totals, After: w.Total.After.Totals, Change: w.Total.Change.Totals}})
	return tabulate(Document{
		Name:     "whatif",
		Subject:  w.Zone,
		JSON:     w,
		Foot:     whatIfFoot(w),
		Features: lazily(func() iter.Seq[Feature] { return whatIfFeatures(w, s) }),
	}, whatIfColumns(), rows, joined(rows, total))
}

func whatIfColumns() []column[scenario.WhatIfRow] {
	return []column[scenario.WhatIfRow]{
		{name: "zone", value: func(r scenario.WhatIfRow) any { return r.Zone }, head: "words.zone"},
		{name: "name", value: func(r scenario.WhatIfRow) any { return r.Name }, head: "columns.name"},
		{name: "level", value: func(r scenario.WhatIfRow) any { return string(r.Level) }, head: "columns.level"},
		{name: "parent", value: func(r scenario.WhatIfRow) any { return r.Parent }},
		{name: "demand_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.DemandM2 }},
		{name: "covered_before_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Before.CoveredM2 }},
		{name: "covered_after_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.CoveredM2 }},
		{name: "covered_change_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Change.CoveredM2 }},
		{name: "gap_before_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Before.GapM2 }, head: "heads.gap_before_mu", show: inMu},
		{name: "gap_after_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.GapM2 }, head: "heads.gap_after_mu", show: inMu},
		{name: "gap_change_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Change.GapM2 }},
		{value: func(r scenario.WhatIfRow) any { return signedMu(r.Change.GapM2) }, head: "heads.gain_mu"},
		{value: func(r scenario.WhatIfRow) any { return fmt.Sprintf("%d → %d", r.Before.Gaps, r.After.Gaps) }, head: "heads.gaps"},
		{name: "accepted_before_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Before.AcceptedM2 }},
		{name: "accepted_after_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.AcceptedM2 }},
		{name: "overlap_before_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Before.OverlapM2 }, head: "heads.overlap_before_mu", show: inMu},
		{name: "overlap_after_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.OverlapM2 }, head: "heads.overlap_after_mu", show: inMu},
		{name: "overlap_change_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Change.OverlapM2 }},
		{name: "residue_before_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.Before.ResidueM2 }},
		{name: "residue_after_m2", unit: SquareMetres, value: func(r scenario.WhatIfRow) any { return r.After.ResidueM2 }},
		{name: "gaps_before", value: func(r scenario.WhatIfRow) any { return r.Before.Gaps }},
		{name: "gaps_after", value: func(r scenario.WhatIfRow) any { return r.After.Gaps }},
		{value: func(r scenario.WhatIfRow) any { return r.Before.CoveredShare }, head: "heads.covered_before", show: inPercent},
		{value: func(r scenario.WhatIfRow) any { return r.After.CoveredShare }, head: "heads.covered_after", show: inPercent},
	}
}

// signedMu writes a change of area for people.
func signedMu(m2 float64) string {
	if text := mu(m2); m2 > 0 && text != "0.00" {
		return "+" + text
	} else if text != "-0.00" {
		return text
	}
	return "0.00"
}

func whatIfFoot(w *scenario.WhatIf) []string {
	c := w.Cells
	foot := []string{texts.Line("whatif.cells", "added", c.Added, "changed", c.Changed, "removed", c.Removed, "unchanged", c.Unchanged)}
	for i, o := range w.NewOverlaps {
		if i == maxOverlaps {
			foot = append(foot, texts.Line("whatif.more", "n", len(w.NewOverlaps)-i))
			break
		}
		line := texts.Line("whatif.overlap", "a", o.Cells[0], "b", o.Cells[1], "area", mu(o.AreaM2))
		if o.AreaM2 == 0 {
			line = texts.Line("whatif.residue", "a", o.Cells[0], "b", o.Cells[1], "m2", m2(o.ResidueM2))
		}
		foot = append(foot, line)
	}
	return append(foot, fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", w.Snapshot, w.On, w.Demand, w.AreaMethod))
}

// maxOverlaps bounds the new overlaps named below a table.
const maxOverlaps = 10

// whatIfFeatures are the gaps of the scope, then the new overlaps.
func whatIfFeatures(w *scenario.WhatIf, s *snapshot.Snapshot) iter.Seq[Feature] {
	gaps := &w.Found.Gaps
	listed := only(upTo(len(gaps.Zone)), func(i int) bool { return w.Holds(gaps.Zone[i]) })
	return joined(
		each(listed, func(i int) Feature {
			zone := gaps.Zone[i]
			return Feature{map[string]any{"kind": "gap", "id": gaps.ID[i], "zone": s.Zones.Code[zone], "name": s.Zones.Name[zone], "area_m2": gaps.Area[i],
				"area_method": w.AreaMethod, "snapshot": w.Snapshot, "on": w.On}, gaps.Shapes, i}
		}),
		each(upTo(len(w.NewOverlaps)), func(i int) Feature {
			o := w.NewOverlaps[i]
			return Feature{map[string]any{"kind": "overlap", "cells": o.Cells, "area_m2": o.AreaM2, "residue_m2": o.ResidueM2,
				"area_method": w.AreaMethod, "snapshot": w.Snapshot, "on": w.On}, w.NewShapes, w.Overlap(i)}
		}))
}
