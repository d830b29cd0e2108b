package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// Changes is the document of a changes answer. Its features are the rows; the table leaves residue out.
func Changes(c *change.PatchesAnswer) Document {
	columns, rows := changeColumns(c), slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "changes",
		Subject: c.Zone,
		JSON:    c,
		Foot: append(residueLine(c),
			texts.Line("changes.total", "patches", c.Total.Patches, "area", mu(c.Total.AreaM2), "parts", c.Total.Parts, "flagged", c.Total.Flagged,
				"monitored", Percent(c.Total.MonitoredShare), "unobserved", mu(c.Total.UnobservedM2))+OutsideText(c.Total.Outside),
			ruleText(c.Definition),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · on %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.On, c.AreaMethod),
		),
		About: append(append(aboutRule(c.Snapshot, c.Definition, c.T0, c.T1), residueFact(c)...),
			Fact{texts.Line("facts.on"), c.On.String()}, Fact{texts.Line("facts.area_method"), c.AreaMethod}, Fact{texts.Line("words.zone"), c.Zone}, Fact{texts.Line("facts.demand"), string(c.Demand)},
			Fact{texts.Line("facts.patches"), fmt.Sprint(c.Total.Patches)}, Fact{texts.Line("facts.changed_mu"), mu(c.Total.AreaM2)}, Fact{texts.Line("facts.of_it_outside_every_zone"), outsideFact(c.Total.Outside)}, Fact{texts.Line("words.monitored"), Percent(c.Total.MonitoredShare)},
			Fact{texts.Line("heads.unobserved_mu"), mu(c.Total.UnobservedM2)}, Fact{texts.Line("facts.sums"), texts.Line("changes.sums")}),
		Features: each(upTo(len(c.Rows)), func(i int) Feature { return Feature{properties(columns, c.Rows[i]), c.Shapes, c.Shape(i)} }),
	}, columns, rows, only(rows, func(r change.PatchPart) bool { return !r.Residue }))
}

// OutsideText says how much of a total lies in no zone; nothing where nothing does.
func OutsideText(o change.OutsideTotal) string {
	if o.Parts == 0 {
		return ""
	}
	return texts.Line("changes.outside", "area", outsideFact(o))
}

func outsideFact(o change.OutsideTotal) string {
	return texts.Line("changes.outside_area", "area", mu(o.AreaM2), "parts", o.Parts, "patches", o.Patches)
}

// residueLine tells what is not listed, nothing where all is.
func residueLine(c *change.PatchesAnswer) []string {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []string{texts.Line("changes.residue_left_out", "parts", c.Total.ResidueParts, "m2", m2(c.Total.ResidueM2))}
}

func residueFact(c *change.PatchesAnswer) []Fact {
	if c.Total.ResidueParts == 0 {
		return nil
	}
	return []Fact{{texts.Line("words.residue"), texts.Line("changes.residue_marked", "parts", c.Total.ResidueParts, "m2", m2(c.Total.ResidueM2))}}
}

// changeColumns are those of a row; where there is residue, one more tells which rows are.
func changeColumns(c *change.PatchesAnswer) []column[change.PatchPart] {
	columns := []column[change.PatchPart]{
		{name: "patch", value: func(r change.PatchPart) any { return r.Patch }, head: "columns.patch"},
		{name: "part", value: func(r change.PatchPart) any { return r.Part }},
		{name: "part_m2", unit: SquareMetres, value: func(r change.PatchPart) any { return r.PartM2 }, head: "heads.part_mu", show: inMu},
		{name: "patch_m2", unit: SquareMetres, value: func(r change.PatchPart) any { return r.PatchM2 }, head: "heads.patch_mu", show: inMu},
		{value: func(r change.PatchPart) any { return severityText(r.Severity) }, head: "columns.severity"},
		{value: func(r change.PatchPart) any { return FlagsText(r.Flags) }, head: "columns.flags"},
		{value: func(r change.PatchPart) any { return r.Due }, head: "heads.due"},
		{name: "zone", value: func(r change.PatchPart) any { return r.Zone }},
		{name: "zone_name", value: func(r change.PatchPart) any { return r.ZoneName }},
		{value: func(r change.PatchPart) any { return zoneText(r.Zone, r.ZoneName) }, head: "words.zone"},
		{name: "monitored_share", unit: Share, value: func(r change.PatchPart) any { return r.MonitoredShare }, head: "heads.monitored", show: inPercent},
		{name: "cell", value: func(r change.PatchPart) any { return r.Cell }, head: "words.cell"},
		{name: "parcel", value: func(r change.PatchPart) any { return r.Parcel }, head: "words.parcel"},
		{name: "class", value: func(r change.PatchPart) any { return r.Class }},
		{name: "category", value: func(r change.PatchPart) any { return r.Category }, head: "heads.category"},
		{name: "ranger", value: func(r change.PatchPart) any { return r.Ranger }, head: "words.ranger"},
		{name: "chain", value: func(r change.PatchPart) any { return ChainText(r.Chain) }, whole: func(r change.PatchPart) any { return r.Chain }},
		{name: "mean_change", unit: Statistic, value: func(r change.PatchPart) any { return r.MeanChange }},
		{name: "max_change", unit: Statistic, value: func(r change.PatchPart) any { return r.MaxChange }},
		{name: "first_seen", value: func(r change.PatchPart) any { return r.FirstSeen }, head: "heads.first_seen"},
		{name: "last_seen", value: func(r change.PatchPart) any { return r.LastSeen }, head: "heads.last_seen"},
		{name: "split_from", value: func(r change.PatchPart) any { return r.SplitFrom }},
		{name: "severity", value: func(r change.PatchPart) any { return string(r.Severity) }},
		{name: "flags", value: func(r change.PatchPart) any { return FlagsText(r.Flags) }, whole: func(r change.PatchPart) any { return r.Flags }},
		{name: "due", value: func(r change.PatchPart) any { return r.Due }},
		{name: "permitted", value: func(r change.PatchPart) any { return permitsText(r.Permitted) }, whole: func(r change.PatchPart) any { return r.Permitted }},
		{name: "permitted_share", unit: Share, value: func(r change.PatchPart) any { return r.PermittedShare }},
		{value: func(r change.PatchPart) any { return permittedText(r.Triage) }, head: "columns.permitted"},
		{name: "cluster", value: func(r change.PatchPart) any { return r.Cluster }},
		{name: "cluster_m2", unit: SquareMetres, value: func(r change.PatchPart) any { return r.ClusterM2 }},
		{name: "cluster_patches", value: func(r change.PatchPart) any { return r.ClusterPatches }},
		{value: func(r change.PatchPart) any { return clusterText(r.Triage) }, head: "heads.cluster_mu"},
		{value: func(r change.PatchPart) any { return ChainText(r.Chain) }, head: "heads.chiefs"},
		{name: "lon", unit: Degrees, value: func(r change.PatchPart) any { return r.Lon }},
		{name: "lat", unit: Degrees, value: func(r change.PatchPart) any { return r.Lat }},
		{name: "rule", in: inFeatures, value: func(change.PatchPart) any { return c.Rule }},
		{name: "t0", in: inFeatures, value: func(change.PatchPart) any { return c.T0 }},
		{name: "t1", in: inFeatures, value: func(change.PatchPart) any { return c.T1 }},
		{name: "area_method", in: inFeatures, value: func(change.PatchPart) any { return c.AreaMethod }},
		{name: "snapshot", in: inFeatures, value: func(change.PatchPart) any { return c.Snapshot }},
	}
	if c.Total.ResidueParts > 0 {
		columns = append(columns, column[change.PatchPart]{name: "residue", value: func(r change.PatchPart) any { return r.Residue }})
	}
	return columns
}

func severityText(s rules.Severity) string { return withChinese("severities", string(s)) }

// FlagsText names flags with the numbers that triggered them: protective 公益林 6.20/5 亩.
func FlagsText(flags []change.Flag) string {
	var out []string
	for _, f := range flags {
		var terms []string
		for _, t := range f.Terms {
			terms = append(terms, texts.Line("changes.flag_term", "category", t.Category, "area", fmt.Sprintf("%.2f", t.AreaMu), "limit", t.LimitMu))
		}
		scope := ""
		if f.Scope == "cluster" {
			scope = " " + texts.Of("changes.cluster").ZH
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
		out += texts.Line("changes.baseline", "scenes", b.Scenes, "from", b.From, "to", b.To)
	}
	return out
}

func aboutRule(snapshot snapshot.ID, r change.RuleDoc, t0, t1 snapshot.Date) []Fact {
	return []Fact{{texts.Line("words.snapshot"), string(snapshot)}, {texts.Line("facts.rule"), r.Name}, {texts.Line("facts.definition"), ruleText(r)}, {texts.Line("facts.quantity"), r.Quantity},
		{texts.Line("facts.earlier_scene"), t0.String()}, {texts.Line("facts.later_scene"), t1.String()}}
}
