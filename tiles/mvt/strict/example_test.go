package strict_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// A ring that turns back on itself decodes, but breaches the specification.
func ExampleValidate() {
	layer := strict.Layer{Version: 2, Name: "zones", Extent: 4096, Features: []strict.Feature{{
		ID: 1, HasID: true, Type: strict.PolygonType,
		Parts: [][]strict.Point{{{X: 0, Y: 0}, {X: 9, Y: 0}, {X: 4, Y: 0}, {X: 4, Y: 9}}},
	}}}
	for _, breach := range strict.Validate([]strict.Layer{layer}) {
		fmt.Println(breach)
	}
	// Output:
	// layer "zones", feature 0 (id 1): ring 0 turns back on itself at {9 0} (4.3.4.4)
	// layer "zones", feature 0 (id 1): ring 0 meets itself: {0 0}–{9 0} and {4 0}–{4 9} (4.3.4.4)
}

// A layer that says nothing but its version is none.
func ExampleDecode() {
	_, err := strict.Decode([]byte{0x1a, 0x02, 0x78, 0x02})
	fmt.Println(err)
	// Output: vector tile: layer 0 "": it has no name (4.1)
}
