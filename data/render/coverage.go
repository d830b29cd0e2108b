package render

import (
	"fmt"
	"iter"
	"slices"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/texts"
)

// Coverage is the document of a coverage answer. Its features are the gaps.
func Coverage(c *coverage.Answer, s *snapshot.Snapshot) Document {
	rows := each(slices.Values(c.Rows), func(r coverage.Row) coverageLine { return coverageLine{Row: r} })
	total := slices.Values([]coverageLine{{Row: coverage.Row{Zone: texts.Line("words.total"), Totals: c.Total.Totals}}})
	return tabulate(Document{
		Name:     "gaps",
		Question: "coverage", Subject: c.Zone,
		JSON:     c,
		Foot:     append([]string{fmt.Sprintf("snapshot %s · on %s · demand %s · area %s", c.Snapshot, c.On, c.Demand, c.AreaMethod)}, Missing(c.Missing, c.Refused)...),
		Features: lazily(func() iter.Seq[Feature] { return coverageFeatures(c, s) }),
	}, coverageColumns(), joined(rows, missingLines(c.Missing)), joined(rows, total))
}

// coverageLine is a zone's row, without figures where nobody knows them.
type coverageLine struct {
	coverage.Row
	missing bool
}

// missingLines are the zones that were delivered and could not be read.
func missingLines(zones []snapshot.MissingZone) iter.Seq[coverageLine] {
	named := only(slices.Values(zones), func(m snapshot.MissingZone) bool { return m.Zone != "" })
	return each(named, func(m snapshot.MissingZone) coverageLine {
		return coverageLine{coverage.Row{Zone: m.Zone, Name: m.Name, Level: m.Level, Parent: m.Parent}, true}
	})
}

func coverageColumns() []column[coverageLine] {
	figure := func(of func(t snapshot.Totals) any) func(coverageLine) any {
		return func(r coverageLine) any {
			if r.missing {
				return nil
			}
			return of(r.Totals)
		}
	}
	gap := figure(func(t snapshot.Totals) any { return t.GapM2 })
	return []column[coverageLine]{
		{name: "zone", value: func(r coverageLine) any { return r.Zone }, head: "words.zone"},
		{name: "name", value: func(r coverageLine) any { return r.Name }, head: "columns.name"},
		{name: "level", value: func(r coverageLine) any { return string(r.Level) }, head: "columns.level"},
		{name: "parent", value: func(r coverageLine) any { return r.Parent }},
		{name: "demand_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.DemandM2 }), head: "heads.demand_ha", show: inHectares},
		{name: "covered_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.CoveredM2 }), head: "heads.covered_ha", show: inHectares},
		{name: "gap_m2", unit: SquareMetres, value: gap, head: "heads.gap_ha", show: inHectares},
		{value: gap, head: "heads.gap_mu", show: inMu},
		{name: "accepted_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.AcceptedM2 }), head: "heads.accepted_mu", show: inMu},
		{name: "overlap_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.OverlapM2 }), head: "heads.overlap_mu", show: inMu},
		{name: "residue_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.ResidueM2 })},
		{name: "unassigned_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.UnassignedM2 })},
		{name: "contested_m2", unit: SquareMetres, value: figure(func(t snapshot.Totals) any { return t.ContestedM2 })},
		{name: "gaps", value: figure(func(t snapshot.Totals) any { return t.Gaps }), head: "heads.gaps"},
		{name: "covered_share", unit: Share, value: figure(func(t snapshot.Totals) any { return t.CoveredShare }), head: "heads.covered", show: inPercent},
	}
}

// coverageFeatures are the gaps of the zones that have a row, and of those below them.
func coverageFeatures(c *coverage.Answer, s *snapshot.Snapshot) iter.Seq[Feature] {
	spots, inScope := &c.Found.Gaps, map[string]bool{}
	for _, r := range c.Rows {
		inScope[r.Zone] = true
	}
	listed := only(upTo(spots.Len()), func(i int) bool { return underAny(s, spots.Zone[i], inScope) })
	return each(listed, func(i int) Feature {
		zone := spots.Zone[i]
		return Feature{map[string]any{"id": spots.ID[i], "zone": s.Zones.Code[zone], "name": s.Zones.Name[zone], "area_m2": spots.Area[i],
			"area_method": c.AreaMethod, "snapshot": c.Snapshot, "on": c.On}, spots.Shapes, i}
	})
}

// underAny tells whether the zone or one of its ancestors is among the codes.
func underAny(s *snapshot.Snapshot, zone int32, codes map[string]bool) bool {
	for _, z := range s.Zones.Chain(zone) {
		if codes[s.Zones.Code[z]] {
			return true
		}
	}
	return false
}
