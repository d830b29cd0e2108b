package render

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/texts"
)

// Proposal is the document of a proposal; its features are the gaps with the cells that are to take them.
func Proposal(p *scenario.Proposal) Document {
	columns, rows := proposalColumns(p), slices.Values(p.Rows)
	return tabulate(Document{
		Question: "proposal", Subject: p.Zone,
		JSON: p,
		Foot: []string{
			texts.Line("proposal.total", "gaps", p.Total.Gaps, "residue", p.Total.Residue, "area", mu(p.Total.AreaM2),
				"extended", p.Total.Extended, "new", p.Total.New, "left", p.Total.Left),
			fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", p.Snapshot, p.On, p.Demand, p.AreaMethod),
		},
		Features: each(upTo(len(p.Rows)), func(i int) Feature { return Feature{properties(columns, p.Rows[i]), p.Shapes(), p.Shape(i)} }),
	}, columns, rows, rows)
}

func proposalColumns(p *scenario.Proposal) []column[scenario.ProposalRow] {
	return []column[scenario.ProposalRow]{
		{name: "gap", value: func(r scenario.ProposalRow) any { return r.Gap }, head: "words.gap"},
		{name: "zone", value: func(r scenario.ProposalRow) any { return r.Zone }},
		{name: "zone_name", in: inRows, value: func(r scenario.ProposalRow) any { return r.ZoneName }},
		{value: func(r scenario.ProposalRow) any { return r.Zone + " " + r.ZoneName }, head: "words.zone"},
		{name: "area_m2", unit: SquareMetres, value: func(r scenario.ProposalRow) any { return r.AreaM2 }, head: "heads.area_mu", show: inMu},
		{name: "residue", value: func(r scenario.ProposalRow) any { return r.Residue }},
		{name: "cell", value: func(r scenario.ProposalRow) any { return r.Cell }, head: "words.cell"},
		{value: func(r scenario.ProposalRow) any { return cmp.Or(r.RangerName, texts.Line("words.nobody")) }, head: "words.ranger"},
		{name: "new", value: func(r scenario.ProposalRow) any { return r.New }},
		{name: "shared_border_m", value: func(r scenario.ProposalRow) any { return r.SharedBorderM }, head: "heads.border_m", show: rounded(3)},
		{name: "beside", value: func(r scenario.ProposalRow) any { return r.Beside }},
		{name: "ranger", value: func(r scenario.ProposalRow) any { return r.Ranger }},
		{name: "ranger_name", in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerName }},
		{name: "ranger_before_m2", unit: SquareMetres, in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerBeforeM2 }, head: "heads.ranger_before_mu", show: inMu},
		{name: "ranger_after_m2", unit: SquareMetres, in: inRows, value: func(r scenario.ProposalRow) any { return r.RangerAfterM2 }, head: "heads.ranger_after_mu", show: inMu},
		{name: "lon", unit: Degrees, in: inRows, value: func(r scenario.ProposalRow) any { return r.Lon }},
		{name: "lat", unit: Degrees, in: inRows, value: func(r scenario.ProposalRow) any { return r.Lat }},
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
		return texts.Line("proposal.new")
	case r.Cell == "":
		return texts.Line("proposal.stays")
	case r.Beside != "":
		return texts.Line("proposal.beside", "cell", r.Beside)
	case r.Residue:
		return texts.Line("words.residue")
	}
	return ""
}
