package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

// Stats is the document of a statistics answer.
func Stats(c *data.Stats) Document {
	columns, head := []string{"id", "name", "count", "mean", "stdev", "min", "max", "valid_share", "area_m2", "changed_m2", "monitored_share", "unobserved_m2", "state"},
		[]string{"id", "name 名称", "pixels 像元", "mean 均值", "stdev 标准差", "min", "max", "changed 变化/亩", "monitored 监测", "unobserved 未观测/亩", "state 状态"}
	for _, q := range c.Definition.Quantiles {
		columns, head = append(columns, fmt.Sprintf("q%g", 100*q)), append(head, fmt.Sprintf("%g%%", 100*q))
	}
	return Document{
		Name:    "stats_" + c.Layer,
		Subject: c.Zone,
		JSON:    c,
		Columns: columns,
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				row := []any{r.ID, r.Name, r.Count, r.Mean, r.Stdev, r.Min, r.Max, r.ValidShare, r.AreaM2, r.ChangedM2, r.MonitoredShare, r.UnobservedM2, string(r.State)}
				for _, q := range r.Quantiles {
					row = append(row, q)
				}
				if !yield(row) {
					return
				}
			}
		},
		Head: head,
		Lines: func(yield func([]string)) {
			for _, r := range c.Rows {
				row := []string{r.ID, r.Name, fmt.Sprintf("%.2f", r.Count), decimals(r.Mean), decimals(r.Stdev), decimals(r.Min), decimals(r.Max), mu(r.ChangedM2), Percent(r.MonitoredShare),
					mu(r.UnobservedM2), stateText(r.State)}
				for _, q := range r.Quantiles {
					row = append(row, decimals(q))
				}
				yield(row)
			}
		},
		Foot: []string{
			ruleText(c.Definition),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · measure %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.Measure, c.AreaMethod),
		},
		About: append(aboutRule(c.Snapshot, c.Definition, c.T0, c.T1), Fact{"measure 度量", string(c.Measure)}, Fact{"area method 面积算法", c.AreaMethod},
			Fact{"monitored share 监测有效率", "monitored_share: seen at both dates 两期均有有效观测的面积占比"}),
	}
}
