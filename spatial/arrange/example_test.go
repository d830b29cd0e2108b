package arrange_test

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
)

// Two squares that overlap: label 0 is the ground of neither, the other labels are the ground of one, the other or both.
func ExampleArrangement() {
	square := func(x, y float64) *geom.MultiPolygon {
		return geom.NewMultiPolygonFlat(geom.XY, []float64{x, y, x + 10, y, x + 10, y + 10, x, y + 10, x, y}, [][]int{{10}})
	}
	var b spatial.Builder
	b.Add(square(0, 0))
	b.Add(square(5, 5))
	layer := b.Build()

	var a arrange.Arrangement
	a.Reset(layer.Extent())
	a.Add(layer, 0)
	a.Add(layer, 1)
	if err := a.Divide(); err != nil {
		fmt.Println(err)
		return
	}
	areas := a.Areas(area.Planar(), nil)
	for label := 1; label < a.Labels(); label++ {
		fmt.Println(a.Label(label), areas[label], "m²")
	}
	// Unordered output:
	// [0] 75 m²
	// [1] 75 m²
	// [0 1] 25 m²
}
