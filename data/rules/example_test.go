package rules_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/rules"
)

func ExampleDefaultRules() {
	r := rules.DefaultRules()
	fmt.Println(r.Coverage.Demand, r.Coverage.MinAreaM2, "m²", r.QuarantineLimit)
	for _, f := range r.Triage.Flags {
		fmt.Println(f.Name, f.LimitsMu, f.Severity)
	}
	// Output:
	// all 1 m² 0.01
	// protective map[公益林:5] severe
	// commercial map[商品林:10] severe
	// combined map[公益林:5 商品林:10] severe
}

func ExampleChangeRule_Validate() {
	r := rules.DefaultChangeRule()
	r.Quantity, r.Drop = "ndvi", 0.2
	fmt.Println(r.Validate(), r.Measure())
	r.Compare = rules.CompareSameSeason
	r.WithinDays = 200
	fmt.Println(r.Validate())
	r.Rise = 0.3
	fmt.Println(r.Validate())
	// Output:
	// <nil> difference
	// within_days is 200; write 1 to 182 days
	// give exactly one of `drop:`, `rise:`, `zscore:`, or `from:` with `to:`
}
