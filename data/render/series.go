package render

import (
	"fmt"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

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
