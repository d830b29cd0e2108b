package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

// decimals writes a statistic; nothing stands for what was not observed.
func decimals(v data.Number) string {
	if v != v {
		return "未观测"
	}
	return fmt.Sprintf("%.4f", float64(v))
}

func stateText(s data.State) string {
	return string(s) + map[data.State]string{data.Changed: " 有变化", data.Unchanged: " 无变化", data.Unobserved: " 未观测", data.Observed: " 有观测"}[s]
}

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

// Unobserved is the document of an answer about ground without a valid observation.
func Unobserved(c *data.UnobservedAnswer) Document {
	return Document{
		Name:    "unobserved_" + c.Layer,
		Subject: c.Zone,
		JSON:    c,
		Columns: []string{"id", "name", "area_m2", "unobserved_m2", "unobserved_since_m2", "monitored_share", "since_share", "last_observed", "state"},
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				if !yield([]any{r.ID, r.Name, r.AreaM2, r.UnobservedM2, r.UnobservedSinceM2, r.MonitoredShare, r.SinceShare, r.LastObserved, string(r.State)}) {
					return
				}
			}
		},
		Head: []string{"id", "name 名称", "area 面积/亩", "unobserved 未观测/亩", "never since 期间从未观测/亩", "monitored 监测", "seen since 监测有效率", "last seen 最近观测", "state 状态"},
		Lines: func(yield func([]string)) {
			for _, r := range c.Rows {
				yield([]string{r.ID, r.Name, mu(r.AreaM2), mu(r.UnobservedM2), numberMu(r.UnobservedSinceM2), Percent(r.MonitoredShare), numberPercent(r.SinceShare), r.LastObserved.String(), stateText(r.State)})
			}
		},
		Foot: []string{
			fmt.Sprintf("%d with unobserved ground 有未观测, %d unobserved 未观测; %s of %s 亩 unseen at 后期未观测 %s; in no scene since 自此从未观测 %s: %s 亩 (%d scenes 期)", c.Total.Features, c.Total.Unobserved,
				mu(c.Total.UnobservedM2), mu(c.Total.AreaM2), c.T1, c.Since, numberMu(c.Total.UnobservedSinceM2), c.Scenes),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.AreaMethod),
		},
		About: []Fact{{"snapshot 快照", string(c.Snapshot)}, {"rule 规则", c.Rule}, {"quantity 监测量", c.Quantity}, {"earlier scene 前期影像", c.T0.String()}, {"later scene 后期影像", c.T1.String()},
			{"since 起算日期", c.Since.String()}, {"scenes since 期间影像数", fmt.Sprint(c.Scenes)}, {"area method 面积算法", c.AreaMethod}, {"monitored share 监测有效率", numberPercent(1 - c.Total.UnobservedSinceM2/data.Number(c.Total.AreaM2))}},
	}
}

func numberMu(n data.Number) string {
	if n != n {
		return ""
	}
	return mu(float64(n))
}

func classesText(list []data.ClassShare) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%d: %s", c.Class, Percent(c.Share)))
	}
	return strings.Join(out, "; ")
}

// Series is the document of one feature's series.
func Series(c *data.SeriesAnswer) Document {
	return Document{
		Name:    "series",
		Subject: c.Layer + "-" + c.ID,
		JSON:    c,
		Columns: []string{"date", "mean", "stdev", "count", "valid_share", "state", "classes", "path"},
		Rows: func(yield func([]any) bool) {
			for _, r := range c.Rows {
				if !yield([]any{r.Date, r.Mean, r.Stdev, r.Count, r.ValidShare, string(r.State), classesText(r.Classes), r.Path}) {
					return
				}
			}
		},
		Head: []string{"date 日期", "mean 均值", "stdev 标准差", "pixels 像元", "valid 有效", "state 状态", "classes 类别", "scene 影像"},
		Lines: func(yield func([]string)) {
			for _, r := range c.Rows {
				mean, stdev := decimals(r.Mean), decimals(r.Stdev)
				if len(r.Classes) > 0 && r.Mean != r.Mean { // classes have no mean
					mean, stdev = "", ""
				}
				yield([]string{r.Date.String(), mean, stdev, fmt.Sprintf("%.2f", r.Count), Percent(r.ValidShare), stateText(r.State), classesText(r.Classes), r.Path})
			}
		},
		Foot: []string{fmt.Sprintf("snapshot %s · %s · %s %s · %s 亩 · area %s", c.Snapshot, c.Quantity, c.Layer, strings.TrimSpace(c.ID+" "+c.Name), mu(c.AreaM2), c.AreaMethod)},
		About: []Fact{{"snapshot 快照", string(c.Snapshot)}, {"quantity 监测量", c.Quantity}, {"layer 图层", c.Layer}, {"id 编号", c.ID}, {"name 名称", c.Name}, {"area 面积/亩", mu(c.AreaM2)},
			{"area method 面积算法", c.AreaMethod}},
	}
}
