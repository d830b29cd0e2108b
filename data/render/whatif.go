package render

import (
	"fmt"
	"iter"

	"github.com/qingshan-gis/qingshan/data"
)

// WhatIf is the document of a what-if answer. Its features are the gaps and new overlaps as they would be.
func WhatIf(w *data.WhatIf, s *data.Snapshot) Document {
	return Document{
		Name:    "whatif",
		Subject: w.Zone,
		JSON:    w,
		Columns: []string{"zone", "name", "level", "parent", "demand_m2", "covered_before_m2", "covered_after_m2", "covered_change_m2", "gap_before_m2", "gap_after_m2", "gap_change_m2",
			"accepted_before_m2", "accepted_after_m2", "overlap_before_m2", "overlap_after_m2", "overlap_change_m2", "residue_before_m2", "residue_after_m2", "gaps_before", "gaps_after"},
		Rows: func(yield func([]any) bool) {
			for _, r := range w.Rows {
				b, a, c := r.Before, r.After, r.Change
				if !yield([]any{r.Zone, r.Name, string(r.Level), r.Parent, a.DemandM2, b.CoveredM2, a.CoveredM2, c.CoveredM2, b.GapM2, a.GapM2, c.GapM2,
					b.AcceptedM2, a.AcceptedM2, b.OverlapM2, a.OverlapM2, c.OverlapM2, b.ResidueM2, a.ResidueM2, b.Gaps, a.Gaps}) {
					return
				}
			}
		},
		Head: []string{"zone 责任区", "name 名称", "level 级别", "gap before 原空白/亩", "gap after 后空白/亩", "change 增减/亩", "gaps 处", "overlap before 原重叠/亩", "overlap after 后重叠/亩", "covered before 原覆盖率", "covered after 后覆盖率"},
		Lines: func(yield func([]string)) {
			line := func(zone, name, level string, b, a, c data.Totals) {
				yield([]string{zone, name, level, mu(b.GapM2), mu(a.GapM2), signedMu(c.GapM2), fmt.Sprintf("%d → %d", b.Gaps, a.Gaps), mu(b.OverlapM2), mu(a.OverlapM2), share(b), share(a)})
			}
			for _, r := range w.Rows {
				line(r.Zone, r.Name, string(r.Level), r.Before, r.After, r.Change)
			}
			line("total 合计", "", "", w.Total.Before.Totals, w.Total.After.Totals, w.Total.Change.Totals)
		},
		Foot:     whatIfFoot(w),
		Features: whatIfFeatures(w, s),
	}
}

func share(t data.Totals) string {
	if t.CoveredShare == nil {
		return ""
	}
	return Percent(*t.CoveredShare)
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

func whatIfFoot(w *data.WhatIf) []string {
	c := w.Cells
	foot := []string{fmt.Sprintf("cells 网格: %d added 新增, %d changed 变更, %d removed 删除, %d as they are 未变; nothing was written 未写入", c.Added, c.Changed, c.Removed, c.Unchanged)}
	for i, o := range w.NewOverlaps {
		if i == maxOverlaps {
			foot = append(foot, fmt.Sprintf("… %d more 其余见 JSON", len(w.NewOverlaps)-i))
			break
		}
		line := fmt.Sprintf("new overlap 新增重叠: %s × %s, %s 亩", o.Cells[0], o.Cells[1], mu(o.AreaM2))
		if o.AreaM2 == 0 {
			line = fmt.Sprintf("new overlap below tolerance 新增碎屑重叠: %s × %s, %.3f m²", o.Cells[0], o.Cells[1], o.ResidueM2)
		}
		foot = append(foot, line)
	}
	return append(foot, fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", w.Snapshot, w.On, w.Demand, w.AreaMethod))
}

// maxOverlaps bounds the new overlaps named below a table.
const maxOverlaps = 10

func whatIfFeatures(w *data.WhatIf, s *data.Snapshot) iter.Seq[Feature] {
	return func(yield func(Feature) bool) {
		gaps := &w.Found.Gaps
		for i, zone := range gaps.Zone {
			if w.Holds(zone) {
				if !yield(Feature{map[string]any{"kind": "gap", "id": gaps.ID[i], "zone": s.Zones.Code[zone], "name": s.Zones.Name[zone], "area_m2": gaps.Area[i],
					"area_method": w.AreaMethod, "snapshot": w.Snapshot, "on": w.On}, gaps.Shapes, i}) {
					return
				}
			}
		}
		for i, o := range w.NewOverlaps {
			if !yield(Feature{map[string]any{"kind": "overlap", "cells": o.Cells, "area_m2": o.AreaM2, "residue_m2": o.ResidueM2,
				"area_method": w.AreaMethod, "snapshot": w.Snapshot, "on": w.On}, w.NewShapes, w.Overlap(i)}) {
				return
			}
		}
	}
}
