package answer

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
		JSON: c,
		Columns: []string{"zone", "name", "level", "parent", "demand_m2", "covered_m2", "gap_m2", "accepted_m2", "overlap_m2", "residue_m2",
			"unassigned_m2", "contested_m2", "gaps", "covered_share"},
		Rows: func(yield func([]any)) {
			for _, r := range c.Rows {
				yield([]any{r.Zone, r.Name, string(r.Level), r.Parent, r.DemandM2, r.CoveredM2, r.GapM2, r.AcceptedM2, r.OverlapM2, r.ResidueM2,
					r.UnassignedM2, r.ContestedM2, r.Gaps, r.CoveredShare})
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
		Foot: []string{fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", c.Snapshot, c.On, c.Demand, c.AreaMethod)},
		Features: func(yield func(Feature)) {
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
				yield(Feature{map[string]any{"id": spots.ID[i], "zone": zone, "name": s.Zones.Name[spots.Zone[i]], "area_m2": spots.Area[i],
					"area_method": c.AreaMethod, "snapshot": c.Snapshot, "on": c.On}, spots.Shapes, i})
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

// Changes is the document of a changes answer.
func Changes(c *data.Changes) Document {
	return Document{
		JSON: c,
		Columns: []string{"patch", "part", "part_m2", "patch_m2", "zone", "zone_name", "cell", "parcel", "class", "category", "ranger", "chain",
			"mean_change", "max_change", "lon", "lat"},
		Rows: func(yield func([]any)) {
			for _, r := range c.Rows {
				yield([]any{r.Patch, r.Part, r.PartM2, r.PatchM2, r.Zone, r.ZoneName, r.Cell, r.Parcel, r.Class, r.Category, r.Ranger, chain(r.Chain),
					r.MeanChange, r.MaxChange, r.Lon, r.Lat})
			}
		},
		Head: []string{"patch 图斑", "part 本块/亩", "patch 全斑/亩", "zone 责任区", "cell 网格", "parcel 小班", "category 类别", "ranger 护林员", "chiefs 林长"},
		Lines: func(yield func([]string)) {
			for _, r := range c.Rows {
				yield([]string{r.Patch, mu(r.PartM2), mu(r.PatchM2), strings.TrimSpace(r.Zone + " " + r.ZoneName), r.Cell, r.Parcel, r.Category, r.Ranger, chain(r.Chain)})
			}
		},
		Foot: []string{
			fmt.Sprintf("%d patches 图斑, %s 亩 in %d parts; monitored 监测 %s, unobserved 未观测 %s 亩", c.Total.Patches, mu(c.Total.AreaM2), c.Total.Parts,
				Percent(c.Total.MonitoredShare), mu(c.Total.UnobservedM2)),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · on %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.On, c.AreaMethod),
		},
		Features: func(yield func(Feature)) {
			for i, r := range c.Rows {
				yield(Feature{map[string]any{"patch": r.Patch, "part": r.Part, "part_m2": r.PartM2, "patch_m2": r.PatchM2, "zone": r.Zone, "cell": r.Cell,
					"parcel": r.Parcel, "class": r.Class, "category": r.Category, "ranger": r.Ranger, "chain": r.Chain, "rule": c.Rule, "t0": c.T0, "t1": c.T1,
					"area_method": c.AreaMethod, "snapshot": c.Snapshot}, c.Shapes, c.Shape(i)})
			}
		},
	}
}

// Stats is the document of a statistics answer.
func Stats(c *data.Stats) Document {
	return Document{
		JSON:    c,
		Columns: []string{"id", "count", "mean", "stdev", "min", "max", "valid_share"},
		Rows: func(yield func([]any)) {
			for _, r := range c.Rows {
				yield([]any{r.ID, r.Count, r.Mean, r.Stdev, r.Min, r.Max, r.ValidShare})
			}
		},
		Head: []string{"id", "pixels 像元", "mean 均值", "stdev 标准差", "min", "max", "valid 有效"},
		Lines: func(yield func([]string)) {
			n := func(v data.Number) string {
				if v != v {
					return "未观测"
				}
				return fmt.Sprintf("%.4f", float64(v))
			}
			for _, r := range c.Rows {
				yield([]string{r.ID, fmt.Sprintf("%.2f", r.Count), n(r.Mean), n(r.Stdev), n(r.Min), n(r.Max), Percent(r.ValidShare)})
			}
		},
		Foot: []string{fmt.Sprintf("snapshot %s · rule %s: %s %s → %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1)},
	}
}

// Responsible is the document of a responsibility answer.
func Responsible(r *data.Responsible) Document {
	rows := func(yield func(kind, id, name, who string)) {
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
		JSON:    r,
		Columns: []string{"kind", "id", "name", "responsible"},
		Rows: func(yield func([]any)) {
			rows(func(kind, id, name, who string) { yield([]any{kind, id, name, who}) })
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
