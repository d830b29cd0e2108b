package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

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
