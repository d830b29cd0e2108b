package render

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
)

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
