package change

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// RuleText says a rule in both languages.
func RuleText(r rules.ChangeRule) snapshot.Text {
	against := map[rules.Compare]snapshot.Text{
		rules.ComparePrevious:   {ZH: "上一期", EN: "the scene before"},
		rules.CompareSameSeason: {ZH: fmt.Sprintf("去年同期（±%d 天）", r.WithinDays), EN: fmt.Sprintf("the same season last year (±%d days)", r.WithinDays)},
		rules.CompareBaseline:   {ZH: fmt.Sprintf("历期逐像元均值（至少 %d 期）", r.MinScenes), EN: fmt.Sprintf("each pixel's mean of earlier scenes (at least %d)", r.MinScenes)},
	}[r.Compare]
	by, direction, down := fmt.Sprintf("%g", r.Drop+r.Rise), "rise", false
	if r.Drop > 0 || r.ZScore > 0 && r.Direction != "rise" {
		direction, down = "drop", true
	}
	zh := map[bool]string{true: "下降", false: "上升"}[down]
	unit := snapshot.Text{ZH: "", EN: ""}
	switch r.Measure() {
	case rules.MeasureTransition:
		return snapshot.Text{ZH: fmt.Sprintf("%s 与%s相比，类别由 %s 变为 %s", r.Quantity, against.ZH, r.From, r.To), EN: fmt.Sprintf("%s changed from class %s to %s against %s", r.Quantity, r.From, r.To, against.EN)}
	case rules.MeasureRelative:
		by = fmt.Sprintf("%g%%", 100*(r.Drop+r.Rise))
	case rules.MeasureZScore:
		by, unit = fmt.Sprintf("%g", r.ZScore), snapshot.Text{ZH: " 倍标准差", EN: " standard deviations"}
	}
	return snapshot.Text{ZH: fmt.Sprintf("%s 与%s相比%s超过 %s%s", r.Quantity, against.ZH, zh, by, unit.ZH), EN: fmt.Sprintf("%s: %s of more than %s%s against %s", r.Quantity, direction, by, unit.EN, against.EN)}
}
