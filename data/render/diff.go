package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// Diff is the document of a comparison of two snapshots.
func Diff(c *data.Diff) Document {
	return Document{
		Name:     "gap_changes",
		Question: "diff", Subject: c.Zone,
		JSON: c,
		Columns: []string{"zone", "name", "level", "parent", "from_m2", "to_m2", "change_m2", "zones_m2", "forest_m2", "cells_m2", "accepted_m2", "validity_m2",
			"rules_m2", "rounding_m2", "causes"},
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				if !yield([]any{r.Zone, r.Name, string(r.Level), r.Parent, r.FromM2, r.ToM2, r.ChangeM2, r.ZonesM2, r.ForestM2, r.CellsM2, r.AcceptedM2, r.ValidityM2,
					r.RulesM2, r.RoundingM2, causes(r.Causes, len(r.Causes))}) {
					return
				}
			}
		},
		Head: []string{"zone 责任区", "name 名称", "level 级别", "gap before 原空白/亩", "gap now 现空白/亩", "change 变化/亩", "zones 责任区/亩", "forest 小班/亩", "cells 网格/亩",
			"accepted 认可/亩", "validity 时效/亩", "rules 规则/亩", "causes 原因"},
		Lines: func(yield func([]string)) {
			line := func(zone, name, level string, d data.DiffAreas, why string) {
				out := []string{zone, name, level}
				for _, v := range []data.Square{d.FromM2, d.ToM2, d.ChangeM2, d.ZonesM2, d.ForestM2, d.CellsM2, d.AcceptedM2, d.ValidityM2, d.RulesM2} {
					out = append(out, mu(v.M2()))
				}
				yield(append(out, why))
			}
			for _, r := range c.Rows {
				line(r.Zone, r.Name, string(r.Level), r.DiffAreas, causes(r.Causes, causesInTable))
			}
			line("total 合计", "", "", c.Total, "")
		},
		Foot: []string{
			gapsFoot(c.Gaps),
			fmt.Sprintf("snapshots %s (on %s, demand %s) → %s (on %s, demand %s) · area %s", c.From, c.FromOn, c.FromDemand, c.To, c.ToOn, c.ToDemand, c.AreaMethod),
		},
		Features: func(yield func(Feature) bool) {
			for _, k := range gapKinds(c.Gaps) {
				for _, g := range k.gaps {
					shapes, i := g.Shape()
					if !yield(Feature{map[string]any{"change": k.name, "id": g.ID, "was": g.Was, "zone": g.Zone, "from_m2": g.FromM2, "to_m2": g.ToM2,
						"from": c.From, "to": c.To, "area_method": c.AreaMethod}, shapes, i}) {
						return
					}
				}
			}
		},
	}
}

type gapKind struct {
	name, title string
	gaps        []data.GapChange
}

func gapKinds(g data.DiffGaps) []gapKind {
	return []gapKind{{"opened", "opened 新增", g.Opened}, {"closed", "closed 消除", g.Closed}, {"grown", "grown 扩大", g.Grown}, {"shrunk", "shrunk 缩小", g.Shrunk},
		{"moved", "moved 移动", g.Moved}}
}

// gapsFoot lists the gaps of each kind.
func gapsFoot(g data.DiffGaps) string {
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

func causes(list []data.Cause, limit int) string {
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
