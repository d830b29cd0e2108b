package geos_test

import (
	"context"
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/geos"
)

// bowTie is a ring that crosses itself at (5, 5).
func bowTie() *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 10, 10, 10, 0, 0, 10, 0, 0}, [][]int{{10}})
}

func ExampleReasons() {
	reasons, err := geos.Reasons(context.Background(), []*geom.MultiPolygon{bowTie(), nil})
	fmt.Printf("%q %v\n", reasons, err)
	// Output: ["Self-intersection[5 5]" ""] <nil>
}

func ExampleWorker_MakeValid() {
	repaired, err := geos.NewWorker().MakeValid(bowTie())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(repaired.NumPolygons(), "polygons,", spatial.PlanarArea(repaired), "m²")
	// Output: 2 polygons, 50 m²
}
