package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Diff is the document of a comparison of two snapshots.
func Diff(c *difference.Answer) Document {
	rows := slices.Values(c.Rows)
	total := slices.Values([]difference.Row{{Zone: "total 合计", DiffAreas: c.Total}})
	return tabulate(Document{
		Name:     "gap_changes",
		Question: "diff", Subject: c.Zone,
		JSON: c,
		Foot: []string{
			gapsFoot(c.Gaps),
			fmt.Sprintf("snapshots %s (on %s, demand %s) → %s (on %s, demand %s) · area %s", c.From, c.FromOn, c.FromDemand, c.To, c.ToOn, c.ToDemand, c.AreaMethod),
		},
		Features: diffFeatures(c),
	}, diffColumns(), rows, joined(rows, total))
}

func diffColumns() []column[difference.Row] {
	return []column[difference.Row]{
		{name: "zone", zh: "责任区", value: func(r difference.Row) any { return r.Zone }, head: "zone 责任区"},
		{name: "name", zh: "名称", value: func(r difference.Row) any { return r.Name }, head: "name 名称"},
		{name: "level", zh: "级别", value: func(r difference.Row) any { return string(r.Level) }, head: "level 级别"},
		{name: "parent", zh: "上级", value: func(r difference.Row) any { return r.Parent }},
		{name: "from_m2", zh: "原空白", unit: SquareMetres, value: func(r difference.Row) any { return r.FromM2 }, head: "gap before 原空白/亩", show: inMu},
		{name: "to_m2", zh: "现空白", unit: SquareMetres, value: func(r difference.Row) any { return r.ToM2 }, head: "gap now 现空白/亩", show: inMu},
		{name: "change_m2", zh: "增减", unit: SquareMetres, value: func(r difference.Row) any { return r.ChangeM2 }, head: "change 变化/亩", show: inMu},
		{name: "zones_m2", zh: "责任区引起", unit: SquareMetres, value: func(r difference.Row) any { return r.ZonesM2 }, head: "zones 责任区/亩", show: inMu},
		{name: "forest_m2", zh: "林地", unit: SquareMetres, value: func(r difference.Row) any { return r.ForestM2 }, head: "forest 小班/亩", show: inMu},
		{name: "cells_m2", zh: "网格引起", unit: SquareMetres, value: func(r difference.Row) any { return r.CellsM2 }, head: "cells 网格/亩", show: inMu},
		{name: "accepted_m2", zh: "认可", unit: SquareMetres, value: func(r difference.Row) any { return r.AcceptedM2 }, head: "accepted 认可/亩", show: inMu},
		{name: "validity_m2", zh: "时效引起", unit: SquareMetres, value: func(r difference.Row) any { return r.ValidityM2 }, head: "validity 时效/亩", show: inMu},
		{name: "rules_m2", zh: "规则引起", unit: SquareMetres, value: func(r difference.Row) any { return r.RulesM2 }, head: "rules 规则/亩", show: inMu},
		{name: "rounding_m2", zh: "舍入", unit: SquareMetres, value: func(r difference.Row) any { return r.RoundingM2 }},
		{name: "causes", zh: "原因", value: func(r difference.Row) any { return causes(r.Causes, len(r.Causes)) }},
		{value: func(r difference.Row) any { return causes(r.Causes, causesInTable) }, head: "causes 原因"},
	}
}

// diffFeatures are the gaps that changed, kind by kind.
func diffFeatures(c *difference.Answer) iter.Seq[Feature] {
	var kinds []iter.Seq[Feature]
	for _, k := range gapKinds(c.Gaps) {
		kinds = append(kinds, each(slices.Values(k.gaps), func(g difference.GapChange) Feature {
			shapes, i := g.Shape()
			return Feature{map[string]any{"change": k.name, "id": g.ID, "was": g.Was, "zone": g.Zone, "from_m2": g.FromM2, "to_m2": g.ToM2,
				"from": c.From, "to": c.To, "area_method": c.AreaMethod}, shapes, i}
		}))
	}
	return joined(kinds...)
}

type gapKind struct {
	name, title string
	gaps        []difference.GapChange
}

func gapKinds(g difference.DiffGaps) []gapKind {
	return []gapKind{{"opened", "opened 新增", g.Opened}, {"closed", "closed 消除", g.Closed}, {"grown", "grown 扩大", g.Grown}, {"shrunk", "shrunk 缩小", g.Shrunk},
		{"moved", "moved 移动", g.Moved}}
}

// gapsFoot lists the gaps of each kind.
func gapsFoot(g difference.DiffGaps) string {
	var out []string
	for _, k := range gapKinds(g) {
		s := fmt.Sprintf("%s %d", k.title, len(k.gaps))
		for i, one := range k.gaps {
			if i == gapsInFoot {
				s += " …"
				break
			}
			s += fmt.Sprintf("%s %s %+.2f 亩", map[bool]string{true: ":", false: ","}[i == 0], one.ID, area.M2(one.ToM2-one.FromM2).Mu())
		}
		out = append(out, s)
	}
	return "gaps 空白区: " + strings.Join(append(out, fmt.Sprintf("unchanged 不变 %d", g.Unchanged)), "; ")
}

// Limits of what a table shows; JSON and CSV hold everything.
const (
	causesInTable = 6
	gapsInFoot    = 5
)

func causes(list []difference.Cause, limit int) string {
	var out []string
	for i, c := range list {
		if i == limit {
			out = append(out, fmt.Sprintf("… %d more", len(list)-limit))
			break
		}
		out = append(out, fmt.Sprintf("%s %s %s", c.Layer, c.ID, c.Edit))
	}
	return strings.Join(out, "; ")
}
