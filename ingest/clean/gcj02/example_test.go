package gcj02_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/clean/gcj02"
)

func ExampleFromGCJ02() {
	lon, lat := gcj02.ToGCJ02(119.68, 30.63) // some 500 m away
	fmt.Printf("%.4f %.4f\n", lon, lat)
	lon, lat = gcj02.FromGCJ02(lon, lat)
	fmt.Printf("%.4f %.4f\n", lon, lat)
	// Output:
	// 119.6849 30.6276
	// 119.6800 30.6300
}
