package topology_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// neighbours are two fields on either side of a border with a bend.
func neighbours() *topology.Polygons {
	b := topology.NewBuilder(8)
	b.Ring([]topology.Point{{X: 0, Y: 0}, {X: 40, Y: 0}, {X: 41, Y: 20}, {X: 40, Y: 40}, {X: 0, Y: 40}}, true)
	b.Feature()
	b.Ring([]topology.Point{{X: 40, Y: 0}, {X: 80, Y: 0}, {X: 80, Y: 40}, {X: 40, Y: 40}, {X: 41, Y: 20}}, true)
	b.Feature()
	return b.Build()
}

// The bend goes from both features at once: no gap, no overlap.
func ExamplePolygons_Simplify() {
	before := neighbours()
	after := before.Simplify(40)
	for f := range after.Len() {
		fmt.Println(before.TwiceArea(f)/2, after.TwiceArea(f)/2)
	}
	// Output:
	// 1620 1600
	// 1580 1600
}

func ExamplePolygons_Merge() {
	merged := neighbours().Merge([]int32{0, 0}, 1)
	fmt.Println(merged.Len(), merged.TwiceArea(0)/2)
	// Output: 1 3200
}

func ExamplePolygons_Cut() {
	tiling := topology.Tiling{Size: 64}
	neighbours().Cut(1, tiling, func(x, y int32, rings [][]topology.Point) {
		fmt.Println(x, y, topology.TwiceArea(rings[0])/2)
	})
	// Output:
	// 0 0 940
	// 1 0 640
}

func ExampleCutLine() {
	track := []topology.Point{{X: 10, Y: 10}, {X: 50, Y: 10}, {X: 90, Y: 50}}
	topology.CutLine(track, topology.Tiling{Size: 64, Pad: 1}, func(x, y int32, pieces [][]topology.Point) {
		fmt.Println(x, y, pieces)
	})
	// Output:
	// 0 0 [[{10 10} {50 10} {65 25}]]
	// 1 0 [[{63 23} {90 50}]]
}

func ExampleSimplifyLine() {
	track := []topology.Point{{X: 0, Y: 0}, {X: 10, Y: 1}, {X: 20, Y: -1}, {X: 30, Y: 9}}
	fmt.Println(topology.SimplifyLine(track, 2))
	// Output: [{0 0} {20 -1} {30 9}]
}
