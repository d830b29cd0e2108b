package difference_test

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/difference"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// Overnight one cell ends and another is drawn larger: the change of gap is told apart by cause.
func ExampleCompare() {
	night := &landscape.Landscape{On: landscape.Day("2026-10-01"), Demand: rules.DemandAll, Zones: []landscape.Feature{{ID: "village", Ground: landscape.Rect{X1: 10, Y1: 10}}},
		Cells: []landscape.Feature{{ID: "c", Ground: landscape.Rect{X1: 4, Y1: 10}}, {ID: "d", Ground: landscape.Rect{X0: 6, X1: 10, Y1: 10}, To: landscape.Day("2026-10-01")}}}
	before := night.Snapshot("first", nil)
	night.On++
	night.Cells[0].Ground.X1 = 6
	after := night.Snapshot("second", before)
	d, err := difference.Compare(context.Background(), coverage.New(before, nil), coverage.New(after, nil), difference.Query{})
	if err != nil {
		fmt.Println(err)
		return
	}
	t := d.Total
	fmt.Printf("from %v to %v m²: cells %v, validity %v\n", t.FromM2, t.ToM2, t.CellsM2, t.ValidityM2)
	for _, c := range d.Rows[0].Causes {
		fmt.Println(c.Part, c.ID, c.Edit)
	}
	// Output:
	// from 2000 to 4000 m²: cells -2000, validity 4000
	// cells c reshaped
	// validity d valid → not valid
}
