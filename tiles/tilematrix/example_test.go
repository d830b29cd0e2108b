package tilematrix_test

import (
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Which tile of a web map shows Hangzhou at level 10, and what else does it show?
func ExampleTileMatrixSet_TileAt() {
	web := tilematrix.WebMercatorQuad()
	x, y := web.TileAt(10, 120.15, 30.28)
	b := web.Bounds(10, x, y)
	fmt.Printf("10/%d/%d: %.3f to %.3f E, %.3f to %.3f N\n", x, y, b[0], b[2], b[1], b[3])
	// Output: 10/853/421: 119.883 to 120.234 E, 30.145 to 30.449 N
}

// Tianditu's grid has two tiles at level 1, and none at level 0.
func ExampleTileMatrixSet_Check() {
	m := tilematrix.Find("CGCS2000Quad")
	fmt.Println(m.Width(1), m.Height(1), errors.Is(m.Check(0, 0, 0), tilematrix.ErrTileRange))
	// Output: 2 1 true
}

func ExampleTileMatrixSet_Document() {
	d := tilematrix.WebMercatorQuad().Document()
	z := d.TileMatrices[1]
	fmt.Printf("%s level %s: %d × %d tiles, %.1f m a pixel\n", d.ID, z.ID, z.MatrixWidth, z.MatrixHeight, z.CellSize)
	// Output: WebMercatorQuad level 1: 2 × 2 tiles, 78271.5 m a pixel
}
