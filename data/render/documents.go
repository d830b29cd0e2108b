package render

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// mu and ha write an area for people.
func mu(m2 float64) string { return fmt.Sprintf("%.2f", area.M2(m2).Mu()) }
func ha(m2 float64) string { return fmt.Sprintf("%.4f", area.M2(m2).Hectares()) }

// Percent writes a share so that it is never 100 % while something is missing, nor 0 % while something is there.
func Percent(share float64) string {
	switch {
	case share > 0.9999 && share < 1:
		return "99.99%"
	case share > 0 && share < 0.0001:
		return "0.01%"
	}
	return fmt.Sprintf("%.2f%%", 100*share)
}

// Coverage is the document of a coverage answer.
func Coverage(c *data.Coverage, s *data.Snapshot) Document {
	total := c.Total
	d := Document{
		Name:     "gaps",
		Question: "coverage", Subject: c.Zone,
		JSON: c,
		Columns: []string{"zone", "name", "level", "parent", "demand_m2", "covered_m2", "gap_m2", "accepted_m2", "overlap_m2", "residue_m2",
			"unassigned_m2", "contested_m2", "gaps", "covered_share"},
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				if !yield([]any{r.Zone, r.Name, string(r.Level), r.Parent, r.DemandM2, r.CoveredM2, r.GapM2, r.AcceptedM2, r.OverlapM2, r.ResidueM2,
					r.UnassignedM2, r.ContestedM2, r.Gaps, r.CoveredShare}) {
					return
				}
			}
			for _, m := range c.Missing {
				if m.Zone != "" { // without figures, which nobody knows
					if !yield([]any{m.Zone, m.Name, string(m.Level), m.Parent, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil}) {
						return
					}
				}
			}
		},
		Head: []string{"zone 责任区", "name 名称", "level 级别", "demand 应覆盖/公顷", "covered 已覆盖/公顷", "gap 空白/公顷", "gap 空白/亩", "accepted 认可/亩", "overlap 重叠/亩", "gaps 处", "covered 覆盖率"},
		Lines: func(yield func([]string)) {
			line := func(zone, name, level string, t data.Totals) {
				share := ""
				if t.CoveredShare != nil {
					share = Percent(*t.CoveredShare)
				}
				yield([]string{zone, name, level, ha(t.DemandM2), ha(t.CoveredM2), ha(t.GapM2), mu(t.GapM2), mu(t.AcceptedM2), mu(t.OverlapM2), fmt.Sprint(t.Gaps), share})
			}
			for _, r := range c.Rows {
				line(r.Zone, r.Name, string(r.Level), r.Totals)
			}
			line("total 合计", "", "", total.Totals)
		},
		Foot: append([]string{fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", c.Snapshot, c.On, c.Demand, c.AreaMethod)}, Missing(c.Missing, c.Refused)...),
		Features: func(yield func(Feature) bool) {
			spots := &c.Found.Gaps
			inScope := map[string]bool{}
			for _, r := range c.Rows {
				inScope[r.Zone] = true
			}
			for i := range spots.Len() {
				zone := s.Zones.Code[spots.Zone[i]]
				if !underAny(s, spots.Zone[i], inScope) {
					continue
				}
				if !yield(Feature{map[string]any{"id": spots.ID[i], "zone": zone, "name": s.Zones.Name[spots.Zone[i]], "area_m2": spots.Area[i],
					"area_method": c.AreaMethod, "snapshot": c.Snapshot, "on": c.On}, spots.Shapes, i}) {
					return
				}
			}
		},
	}
	return d
}

// underAny tells whether the zone or one of its ancestors is among the codes.
func underAny(s *data.Snapshot, zone int32, codes map[string]bool) bool {
	for _, z := range s.Zones.Chain(zone) {
		if codes[s.Zones.Code[z]] {
			return true
		}
	}
	return false
}

// chain writes who answers, from the zone upwards; - stands for nobody.
func chain(links []data.Link) string {
	var out []string
	for _, l := range links {
		out = append(out, l.Name+" "+cmp.Or(l.Chief, "-"))
	}
	return strings.Join(out, " < ")
}

// Responsible is the document of a responsibility answer.
func Responsible(r *data.Responsible) Document {
	rows := func(yield func(kind, id, name, who string)) { // a handful
		for _, chain := range append([][]data.Link{r.Chain}, r.Also...) {
			for _, l := range chain {
				yield(string(l.Level), l.Zone, l.Name, l.Chief)
			}
		}
		for _, c := range r.Cells {
			yield("cell", c.Cell, "", c.RangerName)
		}
		if r.Parcel != nil {
			yield("parcel", r.Parcel.ID, r.Parcel.Class+" "+r.Parcel.Category, "")
		}
		if r.Gap != nil {
			yield("gap", r.Gap.ID, "", "")
		}
		for _, p := range r.Patches {
			yield("patch", p.Patch, fmt.Sprintf("%s → %s", p.T0, p.T1), "")
		}
	}
	return Document{
		Question: "responsible",
		JSON:     r,
		Columns:  []string{"kind", "id", "name", "responsible"},
		Rows: func(yield func([]any) bool) {
			on := true
			rows(func(kind, id, name, who string) { on = on && yield([]any{kind, id, name, who}) })
		},
		Head: []string{"kind 类别", "id", "name 名称", "responsible 责任人"},
		Lines: func(yield func([]string)) {
			rows(func(kind, id, name, who string) {
				if who == "" && (kind == "cell" || data.Level(kind).Rank() >= 0) {
					who = "nobody 无人"
				}
				yield([]string{kind, id, name, who})
			})
		},
		Foot: []string{fmt.Sprintf("snapshot %s · on %s · %.6f, %.6f", r.Snapshot, r.On, r.Lon, r.Lat)},
	}
}
