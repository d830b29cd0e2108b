package data_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/landscape"
)

// Without GDAL all questions are answered but those that need it.
func ExampleNewEngines() {
	ctx := context.Background()
	e := data.NewEngines(landscape.ThreeVillages().Snapshot(), data.Native{})
	a, err := e.Coverage.Coverage(ctx, coverage.Query{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := e.Lookup.Responsible(ctx, lookup.ResponsibleQuery{Lon: 0.0043, Lat: 0.0005})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Total.Gaps, "gaps;", r.Chain[0].Name, r.Chain[0].Chief)
	_, err = e.Coverage.Coverage(ctx, coverage.Query{Planar: "EPSG:4549"})
	var refused *snapshot.QueryError
	fmt.Println(errors.As(err, &refused))
	// Output:
	// 1 gaps; 乙村 孙丙
	// true
}
