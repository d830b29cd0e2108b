package data

import (
	"fmt"
)

// RuleText says a rule in both languages.
func RuleText(r ChangeRule) Text {
	against := map[Compare]Text{
		ComparePrevious:   {"上一期", "the scene before"},
		CompareSameSeason: {fmt.Sprintf("去年同期（±%d 天）", r.WithinDays), fmt.Sprintf("the same season last year (±%d days)", r.WithinDays)},
		CompareBaseline:   {fmt.Sprintf("历期逐像元均值（至少 %d 期）", r.MinScenes), fmt.Sprintf("each pixel's mean of earlier scenes (at least %d)", r.MinScenes)},
	}[r.Compare]
	by, direction, down := fmt.Sprintf("%g", r.Drop+r.Rise), "rise", false
	if r.Drop > 0 || r.ZScore > 0 && r.Direction != "rise" {
		direction, down = "drop", true
	}
	zh := map[bool]string{true: "下降", false: "上升"}[down]
	unit := Text{"", ""}
	switch r.Measure() {
	case MeasureTransition:
		return Text{fmt.Sprintf("%s 与%s相比，类别由 %s 变为 %s", r.Quantity, against.ZH, r.From, r.To), fmt.Sprintf("%s changed from class %s to %s against %s", r.Quantity, r.From, r.To, against.EN)}
	case MeasureRelative:
		by = fmt.Sprintf("%g%%", 100*(r.Drop+r.Rise))
	case MeasureZScore:
		by, unit = fmt.Sprintf("%g", r.ZScore), Text{" 倍标准差", " standard deviations"}
	}
	return Text{fmt.Sprintf("%s 与%s相比%s超过 %s%s", r.Quantity, against.ZH, zh, by, unit.ZH), fmt.Sprintf("%s: %s of more than %s%s against %s", r.Quantity, direction, by, unit.EN, against.EN)}
}
