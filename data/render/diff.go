package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/texts"
)

// Diff is the document of a comparison of two snapshots.
func Diff(c *difference.Answer) Document {
	rows := slices.Values(c.Rows)
	total := slices.Values([]difference.Row{{Zone: texts.Line("words.total"), DiffAreas: c.Total}})
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
		{name: "zone", value: func(r difference.Row) any { return r.Zone }, head: "words.zone"},
		{name: "name", value: func(r difference.Row) any { return r.Name }, head: "columns.name"},
		{name: "level", value: func(r difference.Row) any { return string(r.Level) }, head: "columns.level"},
		{name: "parent", value: func(r difference.Row) any { return r.Parent }},
		{name: "from_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.FromM2 }, head: "heads.gap_before_mu", show: inMu},
		{name: "to_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.ToM2 }, head: "heads.gap_now_mu", show: inMu},
		{name: "change_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.ChangeM2 }, head: "heads.change_mu", show: inMu},
		{name: "zones_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.ZonesM2 }, head: "heads.zones_mu", show: inMu},
		{name: "forest_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.ForestM2 }, head: "heads.forest_parcels_mu", show: inMu},
		{name: "cells_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.CellsM2 }, head: "heads.cells_mu", show: inMu},
		{name: "accepted_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.AcceptedM2 }, head: "heads.accepted_mu", show: inMu},
		{name: "validity_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.ValidityM2 }, head: "heads.validity_mu", show: inMu},
		{name: "rules_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.RulesM2 }, head: "heads.rules_mu", show: inMu},
		{name: "rounding_m2", unit: SquareMetres, value: func(r difference.Row) any { return r.RoundingM2 }},
		{name: "causes", value: func(r difference.Row) any { return causes(r.Causes, len(r.Causes)) }},
		{value: func(r difference.Row) any { return causes(r.Causes, causesInTable) }, head: "columns.causes"},
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
	name string
	gaps []difference.GapChange
}

func gapKinds(g difference.DiffGaps) []gapKind {
	return []gapKind{{"opened", g.Opened}, {"closed", g.Closed}, {"grown", g.Grown}, {"shrunk", g.Shrunk}, {"moved", g.Moved}}
}

// gapsFoot lists the gaps of each kind.
func gapsFoot(g difference.DiffGaps) string {
	var out []string
	for _, k := range gapKinds(g) {
		s := fmt.Sprintf("%s %d", withChinese("gap_changes", k.name), len(k.gaps))
		for i, one := range k.gaps {
			if i == gapsInFoot {
				s += " …"
				break
			}
			s += map[bool]string{true: ": ", false: ", "}[i == 0] + texts.Line("gap_changes.one", "id", one.ID, "mu", fmt.Sprintf("%+.2f", area.M2(one.ToM2-one.FromM2).Mu()))
		}
		out = append(out, s)
	}
	out = append(out, texts.Line("gap_changes.unchanged", "n", g.Unchanged))
	return texts.Line("gap_changes.all", "kinds", strings.Join(out, "; "))
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
