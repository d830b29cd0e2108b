package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/change"
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
		About: append(aboutRule(c.Snapshot, c.Definition, c.T0, c.T1), Fact{"measure 度量", string(c.Measure)}, Fact{"area method 面积算法", c.AreaMethod},
			Fact{"monitored share 监测有效率", "monitored_share: seen at both dates 两期均有有效观测的面积占比"}),
	}, statsColumns(c.Definition.Quantiles), rows, rows)
}

func statsColumns(quantiles []float64) []column[change.StatsRow] {
	columns := []column[change.StatsRow]{
		{name: "id", zh: "编号", value: func(r change.StatsRow) any { return r.ID }, head: "id"},
		{name: "name", zh: "名称", value: func(r change.StatsRow) any { return r.Name }, head: "name 名称"},
		{name: "count", zh: "像元数", value: func(r change.StatsRow) any { return r.Count }, head: "pixels 像元", show: rounded(2)},
		{name: "mean", zh: "均值", unit: Statistic, value: func(r change.StatsRow) any { return r.Mean }, head: "mean 均值", show: inDecimals},
		{name: "stdev", zh: "标准差", unit: Statistic, value: func(r change.StatsRow) any { return r.Stdev }, head: "stdev 标准差", show: inDecimals},
		{name: "min", zh: "最小", unit: Statistic, value: func(r change.StatsRow) any { return r.Min }, head: "min", show: inDecimals},
		{name: "max", zh: "最大", unit: Statistic, value: func(r change.StatsRow) any { return r.Max }, head: "max", show: inDecimals},
		{name: "valid_share", zh: "有效占比", unit: Share, value: func(r change.StatsRow) any { return r.ValidShare }},
		{name: "area_m2", zh: "面积", unit: SquareMetres, value: func(r change.StatsRow) any { return r.AreaM2 }},
		{name: "changed_m2", zh: "变化面积", unit: SquareMetres, value: func(r change.StatsRow) any { return r.ChangedM2 }, head: "changed 变化/亩", show: inMu},
		{name: "monitored_share", zh: "监测有效率", unit: Share, value: func(r change.StatsRow) any { return r.MonitoredShare }, head: "monitored 监测", show: inPercent},
		{name: "unobserved_m2", zh: "后期未观测", unit: SquareMetres, value: func(r change.StatsRow) any { return r.UnobservedM2 }, head: "unobserved 未观测/亩", show: inMu},
		{name: "state", zh: "状态", value: func(r change.StatsRow) any { return string(r.State) }, head: "state 状态", show: stateText},
	}
	for i, q := range quantiles {
		columns = append(columns, column[change.StatsRow]{name: fmt.Sprintf("q%g", 100*q), value: func(r change.StatsRow) any { return r.Quantiles[i] },
			head: fmt.Sprintf("%g%%", 100*q), show: inDecimals})
	}
	return columns
}
