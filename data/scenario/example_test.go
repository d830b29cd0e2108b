package scenario_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/scenario"
	"github.com/qingshan-gis/qingshan/internal/landscape"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// A new cell over the gap of a village would close it.
func ExampleEngine_WhatIf() {
	e := scenario.New(coverage.New(landscape.ThreeVillages().Snapshot(), nil), geos.Reasons)
	edits := []scenario.CellEdit{{ID: "new", Ranger: "r4", Shape: landscape.Rectangle(420, 0, 450, 100)}}
	w, err := e.WhatIf(context.Background(), edits, coverage.Query{Zone: "990001002"}, scenario.EditLimits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f m² of gap become %.0f\n", w.Total.Before.GapM2, w.Total.After.GapM2)
	// Output: 3005 m² of gap become 5
}

// Each gap goes to the cell with the longest shared border, and residue with it.
func ExampleEngine_Propose() {
	e := scenario.New(coverage.New(landscape.ThreeVillages().Snapshot(), nil), geos.Reasons)
	p, err := e.Propose(context.Background(), nil, coverage.Query{}, scenario.EditLimits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range p.Rows {
		fmt.Printf("%s of %.0f m² to %s along %.0f m\n", r.Gap, r.AreaM2, r.Cell, r.SharedBorderM)
	}
	cells, err := p.Layer(context.Background())
	fmt.Println(len(cells), "cells", err)
	// Output:
	// 990001002-g1 of 3000 m² to g2 along 100 m
	// 990001002-r1 of 5 m² to g3 along 100 m
	// 4 cells <nil>
}
