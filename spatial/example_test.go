package spatial_test

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// block is a rectangle in metres of the working CRS, wound as layers are.
func block(x0, y0, x1, y1 float64) *geom.MultiPolygon {
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

func ExampleBuilder() {
	var b spatial.Builder
	b.Add(block(0, 0, 10, 10))
	b.Add(nil) // a feature without ground
	b.Add(block(20, 0, 30, 10))
	layer := b.Build()
	fmt.Println(layer.Len(), layer.Vertices(), layer.Bounds(2), layer.Covers(0, 10, 5))
	// Output: 3 10 {20 0 30 10} true
}

// An index tells which boxes meet; whether the ground does is for the caller to find out.
func ExampleIndex_Query() {
	var b spatial.Builder
	for x := range 5 {
		b.Add(block(float64(10*x), 0, float64(10*x+10), 10))
	}
	layer := b.Build()
	fmt.Println(spatial.NewIndex(layer).Query(spatial.Box{MinX: 12, MinY: 2, MaxX: 20, MaxY: 4}))
	// Output: [1 2]
}

// Two neighbours share 4 m of border; a third lies 5 m away.
func ExampleNewBorder() {
	var b spatial.Builder
	b.Add(block(0, 0, 10, 10))
	b.Add(block(10, 6, 20, 16))
	b.Add(block(15, 0, 20, 5))
	layer := b.Build()
	border := spatial.NewBorder(layer, 0)
	fmt.Println(border.Shared(layer, 1, spatial.GridStep), border.Distance(layer, 2, 100))
	// Output: 4 5
}

// Neighbouring vertices that fall onto one point of the 1 mm grid become one, and the ring is turned counter-clockwise.
func ExampleNormalize() {
	mp := geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 0, 10, 0.0001, 10.0001, 10, 10, 10, 0, 0, 0}, [][]int{{12}})
	fmt.Println(spatial.Normalize(mp).FlatCoords())
	// Output: [0 0 10 0 10 10 0 10 0 0]
}

func ExampleRingChecker_Simple() {
	var c spatial.RingChecker
	fmt.Println(c.Simple([]float64{0, 0, 10, 0, 10, 10, 0, 10, 0, 0}))
	fmt.Println(c.Simple([]float64{0, 0, 10, 10, 10, 0, 0, 10, 0, 0})) // a bow tie
	// Output:
	// true
	// false
}
