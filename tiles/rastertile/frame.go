package rastertile

import (
	"math"

	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Frame is a tile of size × size pixels.
type frame struct {
	tileMatrixSet *tilematrix.TileMatrixSet
	z             int
	x, y          uint32
	size          int
}

// degrees is the place of continuous pixel coordinates: (½, ½) is the middle of the first pixel.
func (f *frame) degrees(px, py float64) (lon, lat float64) {
	n := float64(f.size)
	return f.tileMatrixSet.LonLat(f.z, float64(f.x)+px/n, float64(f.y)+py/n)
}

// pixel inverts degrees.
func (f *frame) pixel(lon, lat float64) (px, py float64) {
	n := float64(f.size)
	x, y := f.tileMatrixSet.Fraction(f.z, lon, lat)
	return (x - float64(f.x)) * n, (y - float64(f.y)) * n
}

// rect is pixels x0..x1-1, y0..y1-1 of a tile.
type rect struct{ x0, y0, x1, y1 int }

func (r rect) empty() bool { return r.x0 >= r.x1 || r.y0 >= r.y1 }

// within are the pixels whose middles lie in a box of degrees; both planes have their axes along the meridians and parallels.
func (f *frame) within(west, south, east, north float64) rect {
	left, top := f.pixel(west, north)
	right, bottom := f.pixel(east, south)
	clamp := func(v float64) int { return int(math.Max(0, math.Min(float64(f.size), v))) }
	return rect{clamp(math.Ceil(left - 0.5)), clamp(math.Ceil(top - 0.5)), clamp(math.Floor(right-0.5) + 1), clamp(math.Floor(bottom-0.5) + 1)}
}
