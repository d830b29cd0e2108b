package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/texts"
)

// Stats is the document of a statistics answer.
func Stats(c *change.StatsAnswer) Document {
	rows := slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "stats_" + c.Layer,
		Subject: c.Zone,
		JSON:    c,
		Foot: []string{
			ruleText(c.Definition),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · measure %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.Measure, c.AreaMethod),
		},
		About: append(aboutRule(c.Snapshot, c.Definition, c.T0, c.T1), Fact{texts.Line("facts.measure"), string(c.Measure)}, Fact{texts.Line("facts.area_method"), c.AreaMethod},
			Fact{texts.Line("words.monitored"), texts.Line("stats.monitored")}),
	}, statsColumns(c.Definition.Quantiles), rows, rows)
}

func statsColumns(quantiles []float64) []column[change.StatsRow] {
	columns := []column[change.StatsRow]{
		{name: "id", value: func(r change.StatsRow) any { return r.ID }, head: "id"},
		{name: "name", value: func(r change.StatsRow) any { return r.Name }, head: "columns.name"},
		{name: "count", value: func(r change.StatsRow) any { return r.Count }, head: "heads.pixels", show: rounded(2)},
		{name: "mean", unit: Statistic, value: func(r change.StatsRow) any { return r.Mean }, head: "words.mean", show: inDecimals},
		{name: "stdev", unit: Statistic, value: func(r change.StatsRow) any { return r.Stdev }, head: "columns.stdev", show: inDecimals},
		{name: "min", unit: Statistic, value: func(r change.StatsRow) any { return r.Min }, head: "min", show: inDecimals},
		{name: "max", unit: Statistic, value: func(r change.StatsRow) any { return r.Max }, head: "max", show: inDecimals},
		{name: "valid_share", unit: Share, value: func(r change.StatsRow) any { return r.ValidShare }},
		{name: "area_m2", unit: SquareMetres, value: func(r change.StatsRow) any { return r.AreaM2 }},
		{name: "changed_m2", unit: SquareMetres, value: func(r change.StatsRow) any { return r.ChangedM2 }, head: "heads.changed_mu", show: inMu},
		{name: "monitored_share", unit: Share, value: func(r change.StatsRow) any { return r.MonitoredShare }, head: "heads.monitored", show: inPercent},
		{name: "unobserved_m2", unit: SquareMetres, value: func(r change.StatsRow) any { return r.UnobservedM2 }, head: "heads.unobserved_mu", show: inMu},
		{name: "state", value: func(r change.StatsRow) any { return string(r.State) }, head: "columns.state", show: stateText},
	}
	for i, q := range quantiles {
		columns = append(columns, column[change.StatsRow]{name: fmt.Sprintf("q%g", 100*q), value: func(r change.StatsRow) any { return r.Quantiles[i] },
			head: texts.Key(fmt.Sprintf("%g%%", 100*q)), show: inDecimals})
	}
	return columns
}
