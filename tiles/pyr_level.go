package tiles

import (
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

const (
	// Extent is a tile's width in its own units up to level 15. From level 16 on a unit is a step of the world, about 1 cm, so
	// that a tile's extent is 2^(32−level), but at least this.
	Extent = 8192
	// Buffer is how far, in units of [Extent], geometry goes on beyond the tile, so that outlines drawn along its border do not
	// show.
	Buffer = 128
	// fullLevel is the finest level of a pyramid, kept to the step; finer tiles are cut out of its tiles.
	fullLevel = 16
	// levels of a pyramid.
	levels = fullLevel + 1
)

// middle is the step that is 0 in a mesh, whose coordinates are signed.
const middle = 1 << 31

// lattice is the geometry of one level of a pyramid.
type lattice struct {
	level int
	shift uint // a unit is 2^shift steps
}

func latticeAt(level int) lattice {
	if level >= fullLevel {
		return lattice{level, 0}
	}
	return lattice{level, uint(32 - 13 - level)}
}

// tiling cuts the lattice into tiles.
func (l lattice) tiling() topology.Tiling {
	size := int32(1) << (32 - l.level - int(l.shift))
	return topology.Tiling{Origin: middle >> l.shift, Size: size, Pad: size / (Extent / Buffer)}
}

// pixel is the area, in squares of the lattice, of a pixel of a tile that is 256 pixels wide.
func (l lattice) pixel() int64 {
	side := int64(l.tiling().Size) / 256
	return side * side
}

// of brings steps to the lattice.
func (l lattice) of(p topology.Point) topology.Point {
	return topology.Point{X: p.X >> l.shift, Y: p.Y >> l.shift}
}

// extentAt is the width of a level's tiles in their own units.
func extentAt(level int) uint64 {
	if level < fullLevel {
		return Extent
	}
	return max(Extent, uint64(1)<<(32-level))
}
