package datename_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/scene/datename"
)

func ExampleOf() {
	for _, name := range []string{"ndvi_2026-08-01.tif", "LC08_L2SP_119039_20260801_20260805_02_T1_ndvi.tif", "20260801-0815.tif"} {
		day, err := datename.Of(name)
		fmt.Println(day, err)
	}
	// Output:
	// 2026-08-01 <nil>
	// 2026-08-01 <nil>
	//  its name holds a span of days from 2026-08-01 on
}
