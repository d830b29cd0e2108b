package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

// Changes is the document of a changes answer.
func Changes(c *data.Changes) Document {
	return Document{
		Name:    "changes",
		Subject: c.Zone,
		JSON:    c,
		Columns: changeColumns(c),
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				if !yield(changeValues(c, r)) {
					return
				}
			}
		},
		Head: []string{"patch 图斑", "part 本块/亩", "patch 全斑/亩", "severity 级别", "flags 提示", "due 限期", "zone 责任区", "monitored 监测", "cell 网格", "parcel 小班", "category 类别", "ranger 护林员",
			"first seen 首见", "last seen 末见", "permitted 许可", "cluster 连片/亩", "chiefs 林长"},
		Lines: func(yield func([]string)) {
			for _, r := range c.Rows {
				if r.Residue {
					continue
				}
				yield([]string{r.Patch, mu(r.PartM2), mu(r.PatchM2), severityText(r.Severity), FlagsText(r.Flags), r.Due.String(), strings.TrimSpace(r.Zone + " " + r.ZoneName), numberPercent(r.MonitoredShare),
					r.Cell, r.Parcel, r.Category, r.Ranger, r.FirstSeen.String(), r.LastSeen.String(), permittedText(r.Triage), clusterText(r.Triage), ChainText(r.Chain)})
			}
		},
		Foot: append(residueLine(c),
			fmt.Sprintf("%d patches 图斑, %s 亩 in %d parts, %d flagged 有提示; monitored 监测 %s, unobserved 未观测 %s 亩", c.Total.Patches, mu(c.Total.AreaM2), c.Total.Parts, c.Total.Flagged,
				Percent(c.Total.MonitoredShare), mu(c.Total.UnobservedM2))+OutsideText(c.Total.Outside),
			ruleText(c.Definition),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · on %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.On, c.AreaMethod),
		),
		About: append(append(aboutRule(c.Snapshot, c.Definition, c.T0, c.T1), residueFact(c)...),
			Fact{"on 责任认定日期", c.On.String()}, Fact{"area method 面积算法", c.AreaMethod}, Fact{"zone 责任区", c.Zone}, Fact{"demand 范围", string(c.Demand)},
			Fact{"patches 图斑数", fmt.Sprint(c.Total.Patches)}, Fact{"area 变化面积/亩", mu(c.Total.AreaM2)}, Fact{"of it outside every zone 其中责任区之外", outsideFact(c.Total.Outside)}, Fact{"monitored share 监测有效率", Percent(c.Total.MonitoredShare)},
			Fact{"unobserved 未观测/亩", mu(c.Total.UnobservedM2)}, Fact{"sums 求和", "sum part_m2, never patch_m2 or cluster_m2 本块面积可相加，全斑与连片面积不可相加"}),
		Features: func(yield func(Feature) bool) {
			names := changeColumns(c)
			for i, r := range c.Rows {
				p := map[string]any{"rule": c.Rule, "t0": c.T0, "t1": c.T1, "area_method": c.AreaMethod, "snapshot": c.Snapshot, "chain": r.Chain, "flags": r.Flags, "permitted": r.Permitted}
				for k, v := range changeValues(c, r) {
					if _, there := p[names[k]]; !there {
						p[names[k]] = v
					}
				}
				if !yield(Feature{p, c.Shapes, c.Shape(i)}) {
					return
				}
			}
		},
	}
}

// OutsideText says how much of a total lies in no zone; nothing where nothing does.
func OutsideText(o data.OutsideTotal) string {
	if o.Parts == 0 {
		return ""
	}
	return "; of it outside every zone 其中责任区之外 " + outsideFact(o)
}

func outsideFact(o data.OutsideTotal) string {
	return fmt.Sprintf("%s 亩 in %d parts 块, %d patches 图斑 wholly 全部", mu(o.AreaM2), o.Parts, o.Patches)
}

// residueLine tells what is not listed, nothing where all is.
func residueLine(c *data.Changes) []string {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d parts below the tolerance are not shown 碎屑不列, %.3f m² in the sum 计入合计", c.Total.ResidueParts, c.Total.ResidueM2)}
}

func residueFact(c *data.Changes) []Fact {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []Fact{{"residue 碎屑", fmt.Sprintf("%d parts, %.3f m², rows marked as such 相应行已注明", c.Total.ResidueParts, c.Total.ResidueM2)}}
}

// changeColumns are those of a row; where there is residue, one more tells which rows are.
func changeColumns(c *data.Changes) []string {
	columns := []string{"patch", "part", "part_m2", "patch_m2", "zone", "zone_name", "monitored_share", "cell", "parcel", "class", "category", "ranger", "chain",
		"mean_change", "max_change", "first_seen", "last_seen", "split_from", "severity", "flags", "due", "permitted", "permitted_share", "cluster", "cluster_m2", "cluster_patches", "lon", "lat"}
	if c.Total.ResidueParts > 0 {
		columns = append(columns, "residue")
	}
	return columns
}

func changeValues(c *data.Changes, r data.ChangePart) []any {
	var permits []string
	for _, p := range r.Permitted {
		permits = append(permits, fmt.Sprintf("%s %s %.4f", p.Permitted, p.Permit, p.Share))
	}
	values := []any{r.Patch, r.Part, r.PartM2, r.PatchM2, r.Zone, r.ZoneName, r.MonitoredShare, r.Cell, r.Parcel, r.Class, r.Category, r.Ranger, ChainText(r.Chain),
		r.MeanChange, r.MaxChange, r.FirstSeen, r.LastSeen, r.SplitFrom, string(r.Severity), FlagsText(r.Flags), r.Due, strings.Join(permits, "; "), r.PermittedShare,
		r.Cluster, r.ClusterM2, r.ClusterPatches, r.Lon, r.Lat}
	if c.Total.ResidueParts > 0 {
		values = append(values, r.Residue)
	}
	return values
}

func severityText(s data.Severity) string {
	return string(s) + map[data.Severity]string{data.Severe: " 重大", data.High: " 较高", data.Ordinary: " 一般"}[s]
}

// FlagsText names flags with the numbers that triggered them: protective 公益林 6.20/5 亩.
func FlagsText(flags []data.Flag) string {
	var out []string
	for _, f := range flags {
		var terms []string
		for _, t := range f.Terms {
			terms = append(terms, fmt.Sprintf("%s %.2f/%g 亩", t.Category, t.AreaMu, t.LimitMu))
		}
		scope := ""
		if f.Scope == "cluster" {
			scope = " 连片"
		}
		out = append(out, fmt.Sprintf("%s%s %s", f.Flag, scope, strings.Join(terms, " + ")))
	}
	return strings.Join(out, "; ")
}

func permittedText(t data.Triage) string {
	if len(t.Permitted) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s", Percent(t.PermittedShare), t.Permitted[0].Permit)
}

func clusterText(t data.Triage) string {
	if t.ClusterPatches < 2 {
		return ""
	}
	return fmt.Sprintf("%d: %s", t.ClusterPatches, mu(t.ClusterM2))
}

func numberPercent(n data.Number) string {
	if n != n {
		return ""
	}
	return Percent(float64(n))
}

func ruleText(r data.RuleDoc) string {
	out := fmt.Sprintf("%s; %s", r.Text.EN, r.Text.ZH)
	if b := r.Baseline; b != nil {
		out += fmt.Sprintf(" (%d scenes 期, %s – %s)", b.Scenes, b.From, b.To)
	}
	return out
}

func aboutRule(snapshot data.SnapshotID, r data.RuleDoc, t0, t1 data.Date) []Fact {
	return []Fact{{"snapshot 快照", string(snapshot)}, {"rule 规则", r.Name}, {"definition 定义", ruleText(r)}, {"quantity 监测量", r.Quantity},
		{"earlier scene 前期影像", t0.String()}, {"later scene 后期影像", t1.String()}}
}
