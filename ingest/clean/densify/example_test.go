package densify_test

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/ingest/clean/densify"
)

func ExamplePolygons() {
	square := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 1, 0, 1, 1, 0, 1, 0, 0}, [][]int{{10}})
	bent, err := densify.Polygons(square, func(xs, ys []float64) error {
		for i := range ys {
			ys[i] += 0.004 * xs[i] * xs[i]
		}
		return nil
	})
	fmt.Println(len(bent.FlatCoords())/2, err) // one vertex more on each of the edges that bend by a millimetre
	// Output: 7 <nil>
}
