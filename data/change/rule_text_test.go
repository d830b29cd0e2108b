package change

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/rules"
)

// TestChangeRuleCheck: what contradicts itself is refused with a word about the remedy.
func TestChangeRuleCheck(t *testing.T) {
	base := func(edit func(r *rules.ChangeRule)) rules.ChangeRule {
		r := rules.DefaultChangeRule()
		r.Name, r.Quantity = "rule", "ndvi"
		edit(&r)
		return r
	}
	classes := rules.Classes{Values: []int{1, 2}}
	for _, c := range []struct {
		rule rules.ChangeRule
		want string // "" for a good one
	}{
		{base(func(r *rules.ChangeRule) { r.Drop = 0.2 }), ""},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Relative = 0.2, true }), ""},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Compare, r.WithinDays = 0.2, rules.CompareSameSeason, 20 }), ""},
		{base(func(r *rules.ChangeRule) { r.ZScore, r.Compare, r.MinScenes = 3, rules.CompareBaseline, 3 }), ""},
		{base(func(r *rules.ChangeRule) { r.Rise, r.Compare, r.MinScenes = 3, rules.CompareBaseline, 3 }), ""},
		{base(func(r *rules.ChangeRule) { r.From, r.To = classes, rules.Classes{Any: true} }), ""},
		{base(func(r *rules.ChangeRule) {}), "exactly one"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Rise = 0.2, 0.2 }), "exactly one"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.From, r.To = 0.2, classes, classes }), "exactly one"},
		{base(func(r *rules.ChangeRule) { r.Drop = -0.2 }), "positive"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Compare = 0.2, "last" }), "previous, same_season or baseline"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.WithinDays = 0.2, 20 }), "same_season"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Compare, r.WithinDays = 0.2, rules.CompareSameSeason, 200 }), "182"},
		{base(func(r *rules.ChangeRule) { r.ZScore = 3 }), "compare: baseline"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.MinScenes = 0.2, 4 }), "compare: baseline"},
		{base(func(r *rules.ChangeRule) { r.ZScore, r.Compare, r.MinScenes = 3, rules.CompareBaseline, 1 }), "two scenes"},
		{base(func(r *rules.ChangeRule) {
			r.Drop, r.Compare, r.MinScenes, r.MinSpread = 3, rules.CompareBaseline, 3, 0.1
		}), "zscore"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Direction = 0.2, "rise" }), "zscore"},
		{base(func(r *rules.ChangeRule) {
			r.ZScore, r.Compare, r.MinScenes, r.Direction = 3, rules.CompareBaseline, 3, "up"
		}), "drop or rise"},
		{base(func(r *rules.ChangeRule) { r.From, r.To, r.Relative = classes, classes, true }), "relative"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Relative = 20, true }), "0.2"},
		{base(func(r *rules.ChangeRule) { r.From = classes }), "both"},
		{base(func(r *rules.ChangeRule) {
			r.From, r.To, r.Compare, r.MinScenes = classes, classes, rules.CompareBaseline, 3
		}), "no mean"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Connectivity = 0.2, 6 }), "4 or 8"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Quantiles = 0.2, []float64{0.05, 0.5} }), ""},
		{base(func(r *rules.ChangeRule) { r.Drop, r.Quantiles = 0.2, []float64{0.5, 0.05} }), "smallest first"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.FillMu = 0.2, -1 }), "negative"},
		{base(func(r *rules.ChangeRule) { r.Drop, r.MinValidShare = 0.2, 2 }), "min_valid_share"},
	} {
		got := errorText(c.rule.Validate())
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%+v: %q, want %q", c.rule, got, c.want)
		}
		if got != "" {
			continue
		}
		text := RuleText(c.rule)
		if !strings.Contains(text.EN, "ndvi") || !strings.Contains(text.ZH, "ndvi") {
			t.Errorf("%+v", text)
		}
		b, err := json.Marshal(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		var back rules.ChangeRule
		if err := json.Unmarshal(b, &back); err != nil || back.Validate() != nil || back.Measure() != c.rule.Measure() || RuleText(back) != text {
			t.Errorf("%s does not come back: %+v %v", b, back, err)
		}
	}
}

func TestTriageRuleCheck(t *testing.T) {
	for _, c := range []struct {
		edit func(r *rules.TriageRule)
		want string
	}{
		{func(r *rules.TriageRule) {}, ""},
		{func(r *rules.TriageRule) { r.Flags = nil }, ""},
		{func(r *rules.TriageRule) { r.DistanceM = -1 }, "distance_m"},
		{func(r *rules.TriageRule) { r.DueDays["urgent"] = 1 }, "due_days"},
		{func(r *rules.TriageRule) { r.Flags[1].Name = r.Flags[0].Name }, "name of its own"},
		{func(r *rules.TriageRule) { r.Flags[1].Severity = "bad" }, "severity"},
		{func(r *rules.TriageRule) { r.Flags[1].LimitsMu = nil }, "limits_mu"},
		{func(r *rules.TriageRule) { r.Flags[1].LimitsMu = map[string]float64{"公益林": 0} }, "positive"},
	} {
		r := rules.DefaultTriage()
		c.edit(&r)
		if got := errorText(r.Validate()); c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
