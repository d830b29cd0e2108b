package render

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Unobserved is the document of an answer about ground without a valid observation.
func Unobserved(c *change.UnobservedAnswer) Document {
	rows := slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "unobserved_" + c.Layer,
		Subject: c.Zone,
		JSON:    c,
		Foot: []string{
			fmt.Sprintf("%d with unobserved ground 有未观测, %d unobserved 未观测; %s of %s 亩 unseen at 后期未观测 %s; in no scene since 自此从未观测 %s: %s 亩 (%d scenes 期)", c.Total.Features, c.Total.Unobserved,
				mu(c.Total.UnobservedM2), mu(c.Total.AreaM2), c.T1, c.Since, inMu(c.Total.UnobservedSinceM2), c.Scenes),
			fmt.Sprintf("snapshot %s · rule %s: %s %s → %s · area %s", c.Snapshot, c.Rule, c.Quantity, c.T0, c.T1, c.AreaMethod),
		},
		About: []Fact{{"snapshot 快照", string(c.Snapshot)}, {"rule 规则", c.Rule}, {"quantity 监测量", c.Quantity}, {"earlier scene 前期影像", c.T0.String()}, {"later scene 后期影像", c.T1.String()},
			{"since 起算日期", c.Since.String()}, {"scenes since 期间影像数", fmt.Sprint(c.Scenes)}, {"area method 面积算法", c.AreaMethod}, {"monitored share 监测有效率", inPercent(1 - c.Total.UnobservedSinceM2/snapshot.Number(c.Total.AreaM2))}},
	}, unobservedColumns(), rows, rows)
}

func unobservedColumns() []column[change.UnobservedRow] {
	return []column[change.UnobservedRow]{
		{name: "id", zh: "编号", value: func(r change.UnobservedRow) any { return r.ID }, head: "id"},
		{name: "name", zh: "名称", value: func(r change.UnobservedRow) any { return r.Name }, head: "name 名称"},
		{name: "area_m2", zh: "面积", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.AreaM2 }, head: "area 面积/亩", show: inMu},
		{name: "unobserved_m2", zh: "后期未观测", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.UnobservedM2 }, head: "unobserved 未观测/亩", show: inMu},
		{name: "unobserved_since_m2", zh: "期间从未观测", unit: SquareMetres, value: func(r change.UnobservedRow) any { return r.UnobservedSinceM2 }, head: "never since 期间从未观测/亩", show: inMu},
		{name: "monitored_share", zh: "监测有效率", unit: Share, value: func(r change.UnobservedRow) any { return r.MonitoredShare }, head: "monitored 监测", show: inPercent},
		{name: "since_share", zh: "期间监测有效率", unit: Share, value: func(r change.UnobservedRow) any { return r.SinceShare }, head: "seen since 监测有效率", show: inPercent},
		{name: "last_observed", zh: "最近观测", value: func(r change.UnobservedRow) any { return r.LastObserved }, head: "last seen 最近观测"},
		{name: "state", zh: "状态", value: func(r change.UnobservedRow) any { return string(r.State) }, head: "state 状态", show: stateText},
	}
}
