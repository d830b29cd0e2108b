package serve

import (
	"math/bits"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// overzoom cuts what a tile of a level of the pyramid shows of a feature down to a finer tile t within it; nil where nothing is left.
// What it returns is valid until the next call.
func (e *tileEncoder) overzoom(kind mvt.GeomType, geometry []byte, t tilematrix.TileCoord, from int) []byte {
	up := t.Z - from
	if up > 13 { // a tile is less than a unit wide
		return nil
	}
	w := window{size: int32(pyramid.ExtentAt(from) >> up)}
	w.corner = topology.Point{X: int32(t.X&(1<<up-1)) * w.size, Y: int32(t.Y&(1<<up-1)) * w.size}
	w.shift = uint(bits.TrailingZeros64(pyramid.ExtentAt(t.Z) / uint64(w.size))) // both are powers of two
	out := e.geometry[:0]
	switch kind {
	case mvt.TypePoint:
		out = w.appendPoint(out, geometry)
	case mvt.TypeLine:
		out = w.appendLines(out, geometry)
	case mvt.TypePolygon:
		out = w.appendRings(out, geometry)
	}
	if e.geometry = out; len(out) == 0 {
		return nil
	}
	return out
}

// window is a finer tile as a square of a coarser one, in whose units it is given; its own are shifted by shift.
type window struct {
	corner topology.Point
	size   int32
	shift  uint
}

// pad is the width of the window's buffer.
func (w window) pad() int32 { return w.size / (pyramid.Extent / pyramid.Buffer) }

func (w window) appendPoint(out, geometry []byte) []byte {
	x, y, ok := mvt.ReadPoint(geometry)
	x, y = x-int64(w.corner.X), y-int64(w.corner.Y)
	if !ok || x < 0 || y < 0 || x >= int64(w.size) || y >= int64(w.size) {
		return out
	}
	return mvt.AppendPoint(out, x<<w.shift, y<<w.shift)
}

func (w window) appendLines(out, geometry []byte) []byte {
	lines, _ := mvt.ReadLines(geometry) // none if they cannot be read
	return mvt.AppendLines(out, topology.ClipLines(lines, w.corner, w.size, w.pad()), w.corner, w.shift)
}

func (w window) appendRings(out, geometry []byte) []byte {
	rings, _ := mvt.ReadRings(geometry)
	return mvt.AppendRings(out, topology.Clip(rings, w.corner, w.size, w.pad()), w.corner, w.shift)
}
