package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

func classesText(list []snapshot.ClassShare) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%d: %s", c.Class, Percent(c.Share)))
	}
	return strings.Join(out, "; ")
}

// Series is the document of one feature's series.
func Series(c *change.SeriesAnswer) Document {
	rows := slices.Values(c.Rows)
	return tabulate(Document{
		Name:    "series",
		Subject: c.Layer + "-" + c.ID,
		JSON:    c,
		Foot:    []string{fmt.Sprintf("snapshot %s · %s · %s %s · %s 亩 · area %s", c.Snapshot, c.Quantity, c.Layer, strings.TrimSpace(c.ID+" "+c.Name), mu(c.AreaM2), c.AreaMethod)},
		About: []Fact{{"snapshot 快照", string(c.Snapshot)}, {"quantity 监测量", c.Quantity}, {"layer 图层", c.Layer}, {"id 编号", c.ID}, {"name 名称", c.Name}, {"area 面积/亩", mu(c.AreaM2)},
			{"area method 面积算法", c.AreaMethod}},
	}, seriesColumns(), rows, rows)
}

func seriesColumns() []column[change.SeriesRow] {
	return []column[change.SeriesRow]{
		{name: "date", zh: "日期", value: func(r change.SeriesRow) any { return r.Date }, head: "date 日期"},
		{name: "mean", zh: "均值", unit: Statistic, value: func(r change.SeriesRow) any { return r.Mean }},
		{value: func(r change.SeriesRow) any { return seriesDecimals(r, r.Mean) }, head: "mean 均值"},
		{name: "stdev", zh: "标准差", unit: Statistic, value: func(r change.SeriesRow) any { return r.Stdev }},
		{value: func(r change.SeriesRow) any { return seriesDecimals(r, r.Stdev) }, head: "stdev 标准差"},
		{name: "count", zh: "像元数", value: func(r change.SeriesRow) any { return r.Count }, head: "pixels 像元", show: rounded(2)},
		{name: "valid_share", zh: "有效占比", unit: Share, value: func(r change.SeriesRow) any { return r.ValidShare }, head: "valid 有效", show: inPercent},
		{name: "state", zh: "状态", value: func(r change.SeriesRow) any { return string(r.State) }, head: "state 状态", show: stateText},
		{name: "classes", zh: "类别占比", value: func(r change.SeriesRow) any { return classesText(r.Classes) }, head: "classes 类别"},
		{name: "path", zh: "文件", value: func(r change.SeriesRow) any { return r.Path }, head: "scene 影像"},
	}
}

// seriesDecimals writes a statistic of a scene; classes have none.
func seriesDecimals(r change.SeriesRow, v snapshot.Number) string {
	if len(r.Classes) > 0 && r.Mean != r.Mean {
		return ""
	}
	return inDecimals(v)
}
