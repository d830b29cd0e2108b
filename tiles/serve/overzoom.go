package serve

import (
	"math/bits"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// overzoom cuts what a tile of a level of the pyramid shows of a feature down to a finer tile t within it; nil where nothing is left.
func (e *tileEncoder) overzoom(kind byte, geometry []byte, t tilematrix.TileCoord, from int) []byte {
	up := t.Z - from
	if up > 13 { // a tile is less than a unit wide
		return nil
	}
	size := int32(pyramid.ExtentAt(from) >> up)
	corner := topology.Point{X: int32(t.X&(1<<up-1)) * size, Y: int32(t.Y&(1<<up-1)) * size}
	shift := uint(bits.TrailingZeros64(pyramid.ExtentAt(t.Z) / uint64(size))) // both are powers of two
	if kind == mvt.TypePoint {
		x, y, ok := mvt.ReadPoint(geometry)
		x, y = x-int64(corner.X), y-int64(corner.Y)
		if !ok || x < 0 || y < 0 || x >= int64(size) || y >= int64(size) {
			return nil
		}
		e.geometry = mvt.AppendPoint(e.geometry[:0], x<<shift, y<<shift)
		return e.geometry
	}
	rings, ok := mvt.ReadRings(geometry)
	if !ok {
		return nil
	}
	rings = topology.Clip(rings, corner, size, size/(pyramid.Extent/pyramid.Buffer))
	if len(rings) == 0 {
		return nil
	}
	e.geometry = mvt.AppendRings(e.geometry[:0], rings, corner, shift)
	return e.geometry
}
