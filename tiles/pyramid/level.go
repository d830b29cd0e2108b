package pyramid

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
	// FullLevel is the finest level of a pyramid, kept to the step; finer tiles are cut out of its tiles.
	FullLevel = 16
	// LevelCount is the number of a pyramid's levels.
	LevelCount = FullLevel + 1
)

// WorldMiddle is the step that is 0 in a [topology.Point], whose coordinates are signed.
const WorldMiddle = 1 << 31

// Lattice is the integer lattice that the coordinates of one level of a pyramid are rounded to.
type Lattice struct {
	Level int
	Shift uint // a unit is 2^shift steps
}

// LatticeOf is the lattice of a level.
func LatticeOf(level int) Lattice {
	if level >= FullLevel {
		return Lattice{level, 0}
	}
	return Lattice{level, uint(32 - 13 - level)}
}

// Tiling is how the lattice is cut into tiles with their buffers.
func (l Lattice) Tiling() topology.Tiling {
	size := int32(1) << (32 - l.Level - int(l.Shift))
	return topology.Tiling{Origin: WorldMiddle >> l.Shift, Size: size, Pad: size / (Extent / Buffer)}
}

// PixelArea is the area, in squares of the lattice, of a pixel of a tile that is 256 pixels wide.
func (l Lattice) PixelArea() int64 {
	side := int64(l.Tiling().Size) / 256
	return side * side
}

// FromSteps rounds a point given in steps down to the lattice.
func (l Lattice) FromSteps(p topology.Point) topology.Point {
	return topology.Point{X: p.X >> l.Shift, Y: p.Y >> l.Shift}
}

// ExtentAt is the width of a level's tiles in their own units.
func ExtentAt(level int) uint64 {
	if level < FullLevel {
		return Extent
	}
	return max(Extent, uint64(1)<<(32-level))
}
