package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Changes is the document of a changes answer. Its features are the rows; the table leaves residue out.
func Changes(c *change.PatchesAnswer) Document {
	columns, rows := changeColumns(c), slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "changes",
		Subject: c.Zone,
		JSON:    c,
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
		Features: each(upTo(len(c.Rows)), func(i int) Feature { return Feature{properties(columns, c.Rows[i]), c.Shapes, c.Shape(i)} }),
	}, columns, rows, only(rows, func(r change.PatchPart) bool { return !r.Residue }))
}

// OutsideText says how much of a total lies in no zone; nothing where nothing does.
func OutsideText(o change.OutsideTotal) string {
	if o.Parts == 0 {
		return ""
	}
	return "; of it outside every zone 其中责任区之外 " + outsideFact(o)
}

func outsideFact(o change.OutsideTotal) string {
	return fmt.Sprintf("%s 亩 in %d parts 块, %d patches 图斑 wholly 全部", mu(o.AreaM2), o.Parts, o.Patches)
}

// residueLine tells what is not listed, nothing where all is.
func residueLine(c *change.PatchesAnswer) []string {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d parts below the tolerance are not shown 碎屑不列, %.3f m² in the sum 计入合计", c.Total.ResidueParts, c.Total.ResidueM2)}
}

func residueFact(c *change.PatchesAnswer) []Fact {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []Fact{{"residue 碎屑", fmt.Sprintf("%d parts, %.3f m², rows marked as such 相应行已注明", c.Total.ResidueParts, c.Total.ResidueM2)}}
}

// changeColumns are those of a row; where there is residue, one more tells which rows are.
func changeColumns(c *change.PatchesAnswer) []column[change.PatchPart] {
	columns := []column[change.PatchPart]{
		{name: "patch", zh: "图斑", value: func(r change.PatchPart) any { return r.Patch }, head: "patch 图斑"},
		{name: "part", zh: "块号", value: func(r change.PatchPart) any { return r.Part }},
		{name: "part_m2", zh: "本块面积", unit: SquareMetres, value: func(r change.PatchPart) any { return r.PartM2 }, head: "part 本块/亩", show: inMu},
		{name: "patch_m2", zh: "全斑面积（不可相加）", unit: SquareMetres, value: func(r change.PatchPart) any { return r.PatchM2 }, head: "patch 全斑/亩", show: inMu},
		{value: func(r change.PatchPart) any { return severityText(r.Severity) }, head: "severity 级别"},
		{value: func(r change.PatchPart) any { return FlagsText(r.Flags) }, head: "flags 提示"},
		{value: func(r change.PatchPart) any { return r.Due }, head: "due 限期"},
		{name: "zone", zh: "责任区", value: func(r change.PatchPart) any { return r.Zone }},
		{name: "zone_name", zh: "责任区名称", value: func(r change.PatchPart) any { return r.ZoneName }},
		{value: func(r change.PatchPart) any { return zoneText(r.Zone, r.ZoneName) }, head: "zone 责任区"},
		{name: "monitored_share", zh: "监测有效率", unit: Share, value: func(r change.PatchPart) any { return r.MonitoredShare }, head: "monitored 监测", show: inPercent},
		{name: "cell", zh: "网格", value: func(r change.PatchPart) any { return r.Cell }, head: "cell 网格"},
		{name: "parcel", zh: "小班", value: func(r change.PatchPart) any { return r.Parcel }, head: "parcel 小班"},
		{name: "class", zh: "地类", value: func(r change.PatchPart) any { return r.Class }},
		{name: "category", zh: "森林类别", value: func(r change.PatchPart) any { return r.Category }, head: "category 类别"},
		{name: "ranger", zh: "护林员", value: func(r change.PatchPart) any { return r.Ranger }, head: "ranger 护林员"},
		{name: "chain", zh: "林长", value: func(r change.PatchPart) any { return ChainText(r.Chain) }, whole: func(r change.PatchPart) any { return r.Chain }},
		{name: "mean_change", zh: "平均变化", unit: Statistic, value: func(r change.PatchPart) any { return r.MeanChange }},
		{name: "max_change", zh: "最大变化", unit: Statistic, value: func(r change.PatchPart) any { return r.MaxChange }},
		{name: "first_seen", zh: "首次发现", value: func(r change.PatchPart) any { return r.FirstSeen }, head: "first seen 首见"},
		{name: "last_seen", zh: "最近发现", value: func(r change.PatchPart) any { return r.LastSeen }, head: "last seen 末见"},
		{name: "split_from", zh: "原属", value: func(r change.PatchPart) any { return r.SplitFrom }},
		{name: "severity", zh: "级别", value: func(r change.PatchPart) any { return string(r.Severity) }},
		{name: "flags", zh: "提示", value: func(r change.PatchPart) any { return FlagsText(r.Flags) }, whole: func(r change.PatchPart) any { return r.Flags }},
		{name: "due", zh: "核查限期", value: func(r change.PatchPart) any { return r.Due }},
		{name: "permitted", zh: "许可", value: func(r change.PatchPart) any { return permitsText(r.Permitted) }, whole: func(r change.PatchPart) any { return r.Permitted }},
		{name: "permitted_share", zh: "许可占比", unit: Share, value: func(r change.PatchPart) any { return r.PermittedShare }},
		{value: func(r change.PatchPart) any { return permittedText(r.Triage) }, head: "permitted 许可"},
		{name: "cluster", zh: "连片", value: func(r change.PatchPart) any { return r.Cluster }},
		{name: "cluster_m2", zh: "连片面积（不可相加）", unit: SquareMetres, value: func(r change.PatchPart) any { return r.ClusterM2 }},
		{name: "cluster_patches", zh: "连片图斑数", value: func(r change.PatchPart) any { return r.ClusterPatches }},
		{value: func(r change.PatchPart) any { return clusterText(r.Triage) }, head: "cluster 连片/亩"},
		{value: func(r change.PatchPart) any { return ChainText(r.Chain) }, head: "chiefs 林长"},
		{name: "lon", zh: "经度", unit: Degrees, value: func(r change.PatchPart) any { return r.Lon }},
		{name: "lat", zh: "纬度", unit: Degrees, value: func(r change.PatchPart) any { return r.Lat }},
		{name: "rule", in: inFeatures, value: func(change.PatchPart) any { return c.Rule }},
		{name: "t0", in: inFeatures, value: func(change.PatchPart) any { return c.T0 }},
		{name: "t1", in: inFeatures, value: func(change.PatchPart) any { return c.T1 }},
		{name: "area_method", in: inFeatures, value: func(change.PatchPart) any { return c.AreaMethod }},
		{name: "snapshot", in: inFeatures, value: func(change.PatchPart) any { return c.Snapshot }},
	}
	if c.Total.ResidueParts > 0 {
		columns = append(columns, column[change.PatchPart]{name: "residue", zh: "碎屑", value: func(r change.PatchPart) any { return r.Residue }})
	}
	return columns
}

func severityText(s rules.Severity) string {
	return string(s) + map[rules.Severity]string{rules.Severe: " 重大", rules.High: " 较高", rules.Ordinary: " 一般"}[s]
}

// FlagsText names flags with the numbers that triggered them: protective 公益林 6.20/5 亩.
func FlagsText(flags []change.Flag) string {
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

func permitsText(list []change.PermittedPart) string {
	var permits []string
	for _, p := range list {
		permits = append(permits, fmt.Sprintf("%s %s %.4f", p.Permitted, p.Permit, p.Share))
	}
	return strings.Join(permits, listBreak)
}

func permittedText(t change.Triage) string {
	if len(t.Permitted) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s", Percent(t.PermittedShare), t.Permitted[0].Permit)
}

func clusterText(t change.Triage) string {
	if t.ClusterPatches < 2 {
		return ""
	}
	return fmt.Sprintf("%d: %s", t.ClusterPatches, mu(t.ClusterM2))
}

func ruleText(r change.RuleDoc) string {
	out := fmt.Sprintf("%s; %s", r.Text.EN, r.Text.ZH)
	if b := r.Baseline; b != nil {
		out += fmt.Sprintf(" (%d scenes 期, %s – %s)", b.Scenes, b.From, b.To)
	}
	return out
}

func aboutRule(snapshot snapshot.ID, r change.RuleDoc, t0, t1 snapshot.Date) []Fact {
	return []Fact{{"snapshot 快照", string(snapshot)}, {"rule 规则", r.Name}, {"definition 定义", ruleText(r)}, {"quantity 监测量", r.Quantity},
		{"earlier scene 前期影像", t0.String()}, {"later scene 后期影像", t1.String()}}
}
