package change_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// felled is a forest in which two patches were cut: 6 亩 of protective and 3 亩 of commercial forest.
func felled() (*snapshot.Snapshot, error) {
	p := landscape.Forest()
	p.Changed("felling", "2026-08-01", "2026-09-25", []int32{0, 1}, landscape.Rectangle(0, 0, 80, 50), landscape.Rectangle(0, 1500, 40, 1550))
	if err := lineage.IdentifyPatches(context.Background(), p.Tables, nil, nil); err != nil {
		return nil, err
	}
	return p.Snapshot(), nil
}

// The most urgent patch comes first, with the threshold that it meets and the day by which somebody must look at it.
func ExampleEngine_Patches() {
	s, err := felled()
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := change.New(coverage.New(s, nil)).Patches(context.Background(), change.PatchesQuery{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range a.Rows {
		fmt.Printf("%s %s: %.0f m² in parcel %s, %s", r.Patch, r.Severity, r.PartM2, r.Parcel, r.Chain[0].Chief)
		for _, f := range r.Flags {
			fmt.Printf(", %s %.1f", f.Flag, f.Ratio)
		}
		fmt.Println(", due", r.Due)
	}
	// Output:
	// felling-20260925-1 severe: 4000 m² in parcel p0, 赵甲, protective 1.2, due 2026-10-08
	// felling-20260925-2 ordinary: 2000 m² in parcel p1, 赵甲, due 2026-10-31
}

func ExampleRuleText() {
	r := rules.DefaultChangeRule()
	r.Name, r.Quantity, r.Drop = "felling", "ndvi", 0.2
	text := change.RuleText(r)
	fmt.Println(text.EN)
	fmt.Println(text.ZH)
	// Output:
	// ndvi: drop of more than 0.2 against the scene before
	// ndvi 与上一期相比下降超过 0.2
}
