package lookup_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

func engine() *lookup.Engine {
	e := coverage.New(landscape.ThreeVillages().Snapshot(), nil)
	return lookup.New(e, change.New(e))
}

// A place in a gap: somebody answers for it, and nobody walks there.
func ExampleEngine_Responsible() {
	r, err := engine().Responsible(context.Background(), lookup.ResponsibleQuery{Lon: 0.0043, Lat: 0.0005})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, step := range r.Chain {
		fmt.Println(step.Name, step.Chief)
	}
	fmt.Println(len(r.Cells), "cells, gap", r.Gap.ID, "since", r.Gap.FirstSeen)
	// Output:
	// 乙村 孙丙
	// 虚构县 赵甲
	// 0 cells, gap 990001002-g1 since 2026-10-01
}

func ExampleEngine_Profile() {
	p, err := engine().Profile(context.Background(), lookup.ProfileQuery{Code: "990001"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s of %s: %d cells\n", p.Zone.Name, p.Chain[0].Chief, p.Cells)
	for _, c := range p.Children {
		fmt.Printf("%s: %.0f m² of gap\n", c.Name, c.GapM2)
	}
	// Output:
	// 虚构县 of 赵甲: 4 cells
	// 甲村: 0 m² of gap
	// 乙村: 3005 m² of gap
	// 丙村: 0 m² of gap
}
