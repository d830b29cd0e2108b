package mvt

import (
	"encoding/binary"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// Commands of a geometry (4.3.1).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// GeomType is a feature's type of geometry (4.3.4).
type GeomType byte

// The types of geometry.
const (
	TypePoint   GeomType = 1
	TypeLine    GeomType = 2
	TypePolygon GeomType = 3
)

// AppendRings appends the commands of polygons, outer rings each followed by their holes. Coordinates are taken from corner and
// shifted left.
func AppendRings(out []byte, rings [][]topology.Point, corner topology.Point, shift uint) []byte {
	return appendPaths(out, rings, corner, shift, true)
}

// AppendLines appends the commands of lines, as [AppendRings] does those of rings.
func AppendLines(out []byte, lines [][]topology.Point, corner topology.Point, shift uint) []byte {
	return appendPaths(out, lines, corner, shift, false)
}

func appendPaths(out []byte, paths [][]topology.Point, corner topology.Point, shift uint, closed bool) []byte {
	var cx, cy int64
	to := func(p topology.Point) {
		x, y := (int64(p.X)-int64(corner.X))<<shift, (int64(p.Y)-int64(corner.Y))<<shift
		out = binary.AppendUvarint(out, zigzag(x-cx))
		out = binary.AppendUvarint(out, zigzag(y-cy))
		cx, cy = x, y
	}
	for _, path := range paths {
		out = append(out, 1<<3|moveTo)
		to(path[0])
		out = binary.AppendUvarint(out, uint64(len(path)-1)<<3|lineTo)
		for _, p := range path[1:] {
			to(p)
		}
		if closed {
			out = append(out, 1<<3|closePath)
		}
	}
	return out
}

// AppendPoint appends the commands of one point.
func AppendPoint(out []byte, x, y int64) []byte {
	out = append(out, 1<<3|moveTo)
	out = binary.AppendUvarint(out, zigzag(x))
	return binary.AppendUvarint(out, zigzag(y))
}

// ReadPoint inverts AppendPoint; ok is false if the bytes are cut off or of another geometry.
func ReadPoint(b []byte) (x, y int64, ok bool) {
	if len(b) < 3 || b[0] != 1<<3|moveTo {
		return 0, 0, false
	}
	u, n := binary.Uvarint(b[1:])
	if n <= 0 {
		return 0, 0, false
	}
	v, m := binary.Uvarint(b[1+n:])
	return unzigzag(u), unzigzag(v), m > 0
}

func zigzag(v int64) uint64 { return uint64(v<<1^v>>63) & (1<<32 - 1) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// ReadRings inverts [AppendRings], with corner 0, 0 and no shift; ok is false if AppendRings did not write the bytes.
func ReadRings(b []byte) (rings [][]topology.Point, ok bool) { return readPaths(b, true) }

// ReadLines inverts [AppendLines], as [ReadRings] does AppendRings.
func ReadLines(b []byte) (lines [][]topology.Point, ok bool) { return readPaths(b, false) }

func readPaths(b []byte, closed bool) ([][]topology.Point, bool) {
	var paths [][]topology.Point
	var x, y int64
	next := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			b = nil
			return 0
		}
		b = b[n:]
		return v
	}
	for len(b) > 0 {
		var path []topology.Point
		for _, want := range [2]uint64{moveTo, lineTo} {
			c := next()
			if c&7 != want || c>>3 > uint64(len(b)) {
				return nil, false
			}
			for range c >> 3 {
				x += unzigzag(next())
				y += unzigzag(next())
				path = append(path, topology.Point{X: int32(x), Y: int32(y)})
			}
		}
		if closed && next() != 1<<3|closePath {
			return nil, false
		}
		paths = append(paths, path)
	}
	return paths, true
}
