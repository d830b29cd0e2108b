package lineage_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/lineage"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// In one night a cell grows over the middle of a gap: the larger part keeps the id, the other names it as where it comes from.
func ExampleIdentify() {
	night := &landscape.Landscape{On: landscape.Day("2026-10-01"), Demand: rules.DemandAll, Zones: []landscape.Feature{{ID: "village", Ground: landscape.Rect{X1: 10, Y1: 10}}},
		Cells: []landscape.Feature{{ID: "c", Ground: landscape.Rect{X1: 10, Y1: 5}}}}
	before := night.Snapshot("first", nil) // identifies the gaps
	night.Cells = append(night.Cells, landscape.Feature{ID: "d", Ground: landscape.Rect{X0: 6, X1: 7, Y0: 5, Y1: 10}})
	night.On++
	gaps := night.Snapshot("second", before).Found.Gaps
	fmt.Println(before.Found.Gaps.ID)
	for i, id := range gaps.ID {
		fmt.Printf("%s, %.0f m², open since %s, split from %q\n", id, gaps.Planar[i], gaps.FirstSeen[i], gaps.SplitFrom[i])
	}
	// Output:
	// [village-g1]
	// village-g1, 3000 m², open since 2026-10-01, split from ""
	// village-g2, 1500 m², open since 2026-10-01, split from "village-g1"
}

func ExampleOneToOne() {
	pairs := []lineage.Common{{A: 0, B: 0, M2: 10}, {A: 0, B: 1, M2: 30}, {A: 1, B: 1, M2: 20}}
	fmt.Println(lineage.OneToOne(pairs, nil))
	// Output: map[0:1]
}
