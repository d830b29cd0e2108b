package attributes_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
)

// A feature's id depends on its key alone, so that it lasts when others come and go.
func ExampleFeatureIDs() {
	codes := []string{"330106", "330109"}
	both := attributes.FeatureIDs("zones", 2, func(i int) string { return codes[i] })
	one := attributes.FeatureIDs("zones", 1, func(int) string { return codes[1] })
	fmt.Println(both[1] == one[0], one[0] < 1<<42)
	// Output: true true
}

func ExampleLayers() {
	for _, l := range attributes.Layers() {
		fmt.Print(l.Name, " ")
	}
	fmt.Println()
	// Output: zones cells gaps overlaps patches parcels points labels
}
