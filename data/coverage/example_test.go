package coverage_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// A village of 310 m × 100 m lacks a strip of 30 m, and a sliver of 5 cm that is below the tolerance; a lake of 20 m is excepted.
func ExampleEngine_Coverage() {
	e := coverage.New(landscape.ThreeVillages().Snapshot(), nil)
	for _, q := range []coverage.Query{{Zone: "990001002"}, {Zone: "990001002", On: landscape.Day("2027-01-01")}, {Zone: "990001002", Demand: rules.DemandForest}} {
		a, err := e.Coverage(context.Background(), q)
		if err != nil {
			fmt.Println(err)
			return
		}
		t := a.Total
		fmt.Printf("%s %s: %.0f m² = %.0f covered + %.0f gap + %.0f accepted, residue %.0f\n", a.On, a.Demand, t.DemandM2, t.CoveredM2, t.GapM2, t.AcceptedM2, t.ResidueM2)
	}
	_, err := e.Coverage(context.Background(), coverage.Query{Zone: "1"})
	fmt.Println(err)
	// Output:
	// 2026-10-01 all: 31000 m² = 25995 covered + 3005 gap + 2000 accepted, residue 5
	// 2027-01-01 all: 31000 m² = 25995 covered + 5005 gap + 0 accepted, residue 5
	// 2026-10-01 forest: 13000 m² = 10000 covered + 1000 gap + 2000 accepted, residue 0
	// zone "1": no zone has this code; `qingshan coverage` lists all codes
}

// Which gaps to close first, and who is next to them.
func ExampleEngine_Gaps() {
	e := coverage.New(landscape.ThreeVillages().Snapshot(), nil)
	a, err := e.Gaps(context.Background(), coverage.GapsQuery{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range a.Rows {
		fmt.Printf("%d of %d: %s in %s, %.0f m², score %.2f\n", g.Rank, a.Total.Gaps, g.ID, g.Name, g.AreaM2, g.Score)
		for _, n := range g.Neighbours {
			fmt.Printf("beside cell %s for %.0f m\n", n.Cell, n.BorderM)
		}
	}
	// Output:
	// 1 of 1: 990001002-g1 in 乙村, 3000 m², score 1.95
	// beside cell g2 for 100 m
}

// An ingest finds the gaps of its own date once, and stores them.
func ExampleFind() {
	found, err := coverage.Find(context.Background(), landscape.ThreeVillages().Tables)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Gaps.Len(), "gaps,", found.Overlaps.Len(), "overlaps,", found.Residue.Len(), "of residue")
	// Output: 1 gaps, 1 overlaps, 1 of residue
}
