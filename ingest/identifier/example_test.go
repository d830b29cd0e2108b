package identifier_test

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/ingest/identifier"
)

func ExampleIndex() {
	cells := identifier.NewIndex([]string{"007", "330523001"})
	for _, reference := range []string{"7", "3.30523001E+08", "8"} { // as a spreadsheet may write them
		id, known := cells.Find(reference)
		fmt.Println(id, known)
	}
	// Output:
	// 007 true
	// 330523001 true
	// 8 false
}
