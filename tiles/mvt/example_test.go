package mvt_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// A layer of one zone, with its name.
func ExampleEncoder() {
	names := mvt.NewNames([]string{"青山镇"})
	names.Name = "name"
	square := [][]topology.Point{{{X: 0, Y: 0}, {X: 4096, Y: 0}, {X: 4096, Y: 4096}, {X: 0, Y: 4096}}}
	var e mvt.Encoder
	e.Reset()
	e.Begin([]*mvt.Column{names})
	e.Feature(7, 0, mvt.TypePolygon, mvt.AppendRings(nil, square, topology.Point{}, 0))
	e.End("zones", 8192)

	layers, err := strict.Decode(e.Tile())
	if err != nil {
		fmt.Println(err)
		return
	}
	f := &layers[0].Features[0]
	fmt.Println(layers[0].Name, layers[0].Extent, f.ID, layers[0].Attributes(f)["name"], strict.Validate(layers))
	// Output: zones 8192 7 青山镇 []
}

func ExampleReadLines() {
	track := [][]topology.Point{{{X: 10, Y: 10}, {X: 50, Y: 10}}}
	lines, ok := mvt.ReadLines(mvt.AppendLines(nil, track, topology.Point{X: 10, Y: 10}, 1))
	fmt.Println(lines, ok)
	// Output: [[{0 0} {80 0}]] true
}
