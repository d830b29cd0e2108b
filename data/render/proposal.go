package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/scenario"
)

// Proposal is the document of a proposal; its features are the gaps with the cells that are to take them.
func Proposal(p *scenario.Proposal) Document {
	columns, rows := proposalColumns(p), slices.Values(p.Rows)
	return tabulate(Document{
		Question: "proposal", Subject: p.Zone,
		JSON: p,
		Foot: []string{
			fmt.Sprintf("%d gaps 空白区 and %d residue 碎屑, %s 亩: %d cells extended 扩展网格, %d new 新网格, %d residue left 仍留碎屑",
				p.Total.Gaps, p.Total.Residue, mu(p.Total.AreaM2), p.Total.Extended, p.Total.New, p.Total.Left),
			fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", p.Snapshot, p.On, p.Demand, p.AreaMethod),
		},
		Features: each(upTo(len(p.Rows)), func(i int) Feature { return Feature{properties(columns, p.Rows[i]), p.Shapes(), p.Shape(i)} }),
	}, columns, rows, rows)
}

func proposalColumns(p *scenario.Proposal) []column[scenario.ProposalRow] {
	return []column[scenario.ProposalRow]{
		{name: "gap", value: func(r scenario.ProposalRow) any { return r.Gap }, head: "gap 空白区"},
		{name: "zone", zh: "责任区", value: func(r scenario.ProposalRow) any { return r.Zone }},
		{name: "zone_name", zh: "责任区名称", in: inRows, value: func(r scenario.ProposalRow) any { return r.ZoneName }},
		{value: func(r scenario.ProposalRow) any { return r.Zone + " " + r.ZoneName }, head: "zone 责任区"},
		{name: "area_m2", zh: "面积", unit: SquareMetres, value: func(r scenario.ProposalRow) any { return r.AreaM2 }, head: "area 面积/亩", show: inMu},
		{name: "residue", zh: "碎屑", value: func(r scenario.ProposalRow) any { return r.Residue }},
		{name: "cell", zh: "网格", value: func(r scenario.ProposalRow) any { return r.Cell }, head: "cell 网格"},
		{value: func(r scenario.ProposalRow) any { return cmp.Or(r.RangerName, "nobody 无人") }, head: "ranger 护林员"},
		{name: "new", value: func(r scenario.ProposalRow) any { return r.New }},
		{name: "shared_border_m", value: func(r scenario.ProposalRow) any { return r.SharedBorderM }, head: "border 共边/米", show: rounded(3)},
		{name: "beside", value: func(r scenario.ProposalRow) any { return r.Beside }},
		{name: "ranger", zh: "护林员", value: func(r scenario.ProposalRow) any { return r.Ranger }},
		{name: "ranger_name", in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerName }},
		{name: "ranger_before_m2", unit: SquareMetres, in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerBeforeM2 }, head: "ranger before 原面积/亩", show: inMu},
		{name: "ranger_after_m2", unit: SquareMetres, in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerAfterM2 }, head: "ranger after 后面积/亩", show: inMu},
		{name: "lon", zh: "经度", unit: Degrees, in: inRows, value: func(r scenario.ProposalRow) any { return r.Lon }},
		{name: "lat", zh: "纬度", unit: Degrees, in: inRows, value: func(r scenario.ProposalRow) any { return r.Lat }},
		{value: func(r scenario.ProposalRow) any { return proposalNote(r) }, head: " "}, // without words
		{name: "area_method", in: inFeatures, value: func(scenario.ProposalRow) any { return p.AreaMethod }},
		{name: "snapshot", in: inFeatures, value: func(scenario.ProposalRow) any { return p.Snapshot }},
		{name: "on", in: inFeatures, value: func(scenario.ProposalRow) any { return p.On }},
	}
}

// proposalNote says what is unusual about a row; "" where nothing is.
func proposalNote(r scenario.ProposalRow) string {
	switch {
	case r.New:
		return "new cell 新网格"
	case r.Cell == "":
		return "stays residue 仍为碎屑"
	case r.Beside != "":
		return "by way of 经由 " + r.Beside
	case r.Residue:
		return "residue 碎屑"
	}
	return ""
}
