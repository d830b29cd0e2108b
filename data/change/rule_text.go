package change

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/texts"
)

// RuleText says a rule in both languages.
func RuleText(r rules.ChangeRule) texts.Text {
	against := map[rules.Compare]texts.Text{
		rules.ComparePrevious:   texts.Of("change_rule.previous"),
		rules.CompareSameSeason: texts.Of("change_rule.same_season", "days", r.WithinDays),
		rules.CompareBaseline:   texts.Of("change_rule.baseline", "scenes", r.MinScenes),
	}[r.Compare]
	direction := texts.Of("change_rule.rise")
	if r.Drop > 0 || r.ZScore > 0 && r.Direction != "rise" {
		direction = texts.Of("change_rule.drop")
	}
	by, unit := fmt.Sprintf("%g", r.Drop+r.Rise), texts.Text{}
	switch r.Measure() {
	case rules.MeasureTransition:
		return texts.Of("change_rule.transition", "quantity", r.Quantity, "against", against, "from", r.From, "to", r.To)
	case rules.MeasureRelative:
		by = fmt.Sprintf("%g%%", 100*(r.Drop+r.Rise))
	case rules.MeasureZScore:
		by, unit = fmt.Sprintf("%g", r.ZScore), texts.Of("change_rule.deviations")
	}
	return texts.Of("change_rule.threshold", "quantity", r.Quantity, "against", against, "direction", direction, "by", by, "unit", unit)
}
