package source

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/spatial"
)

// BoxText is a box as messages have it, in whole units of its CRS.
func BoxText(b spatial.Box) string {
	if b.Empty() {
		return "nothing around them"
	}
	return fmt.Sprintf("%.0f,%.0f to %.0f,%.0f", b.MinX, b.MinY, b.MaxX, b.MaxY)
}
