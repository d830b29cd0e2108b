package gdal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/arc"
)

// Geometry codes of WKB (ISO 13249-3, 5.1.67), without heights.
const (
	wkbPoint = iota + 1
	wkbLineString
	wkbPolygon
	wkbMultiPoint
	wkbMultiLineString
	wkbMultiPolygon
	wkbCollection
	wkbCircularString
	wkbCompoundCurve
	wkbCurvePolygon
	wkbMultiCurve
	wkbMultiSurface
	_
	_
	wkbPolyhedralSurface
	wkbTIN
	wkbTriangle
)

// curveReader reads two-dimensional WKB that may hold circular arcs and keeps its polygons, arcs made straight by package arc.
type curveReader struct {
	data []byte
	unit arc.Unit
	out  *geom.MultiPolygon
}

// linearPolygons are the polygons of a geometry in WKB, whatever it holds besides; nil where there is none. unit is how many metres
// a unit of its coordinates is.
func linearPolygons(data []byte, unit float64) (*geom.MultiPolygon, error) {
	r := &curveReader{data: data, unit: arc.Unit(unit), out: geom.NewMultiPolygon(geom.XY)}
	if err := r.geometry(0); err != nil {
		return nil, err
	}
	if r.out.NumPolygons() == 0 {
		return nil, nil
	}
	return r.out, nil
}

// maxNesting bounds how deep collections lie in each other.
const maxNesting = 32

// errSurface says that a collection holds a surface in space.
var errSurface = errors.New("its geometry holds a surface in space")

var errShort = errors.New("its geometry ends in the middle")

func (r *curveReader) geometry(depth int) error {
	kind, err := r.head()
	if err != nil {
		return err
	}
	if depth > maxNesting {
		return fmt.Errorf("its geometry is nested more than %d deep", maxNesting)
	}
	switch kind {
	case wkbPoint:
		_, err = r.points(1)
		return err
	case wkbLineString, wkbCircularString, wkbCompoundCurve:
		_, err = r.curve(kind, depth)
		return err
	case wkbPolygon, wkbCurvePolygon:
		return r.polygon(kind, depth)
	case wkbMultiPoint, wkbMultiLineString, wkbMultiPolygon, wkbCollection, wkbMultiCurve, wkbMultiSurface:
		n, err := r.count(5)
		for ; n > 0 && err == nil; n-- {
			err = r.geometry(depth + 1)
		}
		return err
	}
	if kind >= wkbPolyhedralSurface && kind <= wkbTriangle {
		return errSurface
	}
	return fmt.Errorf("its geometry holds a type (%d) that is not read", kind)
}

// polygon reads rings: bare ones in a polygon, curves with heads of their own in one that may be curved.
func (r *curveReader) polygon(kind uint32, depth int) error {
	n, err := r.count(4)
	if err != nil {
		return err
	}
	var flat []float64
	var ends []int
	for ; n > 0; n-- {
		part := uint32(wkbLineString)
		if kind == wkbCurvePolygon {
			if part, err = r.head(); err != nil {
				return err
			}
		}
		segments, err := r.curve(part, depth)
		if err != nil {
			return err
		}
		ring, err := arc.Ring(segments, r.unit)
		if err != nil {
			return err
		}
		for _, p := range ring {
			flat = append(flat, p.X, p.Y)
		}
		ends = append(ends, len(flat))
	}
	if len(flat) == 0 {
		return nil
	}
	return r.out.Push(geom.NewPolygonFlat(geom.XY, flat, ends))
}

// curve reads the rest of a line, a string of arcs, or a sequence of both.
func (r *curveReader) curve(kind uint32, depth int) (out []arc.Segment, err error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("its geometry is nested more than %d deep", maxNesting)
	}
	switch kind {
	case wkbLineString, wkbCircularString:
		n, err := r.count(16)
		if err != nil {
			return nil, err
		}
		points, err := r.points(n)
		if err != nil {
			return nil, err
		}
		if kind == wkbLineString {
			for i := 0; i+1 < len(points); i++ {
				out = append(out, arc.Segment{Start: points[i], End: points[i+1]})
			}
			return out, nil
		}
		if len(points)%2 == 0 && len(points) > 0 {
			return nil, fmt.Errorf("a string of arcs has %d points; it needs an odd number", len(points))
		}
		for i := 0; i+2 < len(points); i += 2 {
			out = append(out, arc.Segment{Start: points[i], Middle: points[i+1], End: points[i+2], Arc: true})
		}
		return out, nil
	case wkbCompoundCurve:
		n, err := r.count(5)
		for ; n > 0 && err == nil; n-- {
			var part uint32
			if part, err = r.head(); err != nil {
				break
			}
			var more []arc.Segment
			if more, err = r.curve(part, depth+1); err == nil {
				out = append(out, more...)
			}
		}
		return out, err
	}
	return nil, fmt.Errorf("its geometry has a curve of a type (%d) that is not read", kind)
}

// head reads byte order and type; GDAL writes in the order that was asked for, little-endian here.
func (r *curveReader) head() (kind uint32, err error) {
	if len(r.data) < 5 {
		return 0, errShort
	}
	if r.data[0] != 1 {
		return 0, fmt.Errorf("its geometry is not little-endian")
	}
	kind = binary.LittleEndian.Uint32(r.data[1:])
	r.data = r.data[5:]
	return kind, nil
}

// count reads how many parts follow, each of a least size in bytes.
func (r *curveReader) count(size int) (int, error) {
	if len(r.data) < 4 {
		return 0, errShort
	}
	n := binary.LittleEndian.Uint32(r.data)
	r.data = r.data[4:]
	if uint64(n)*uint64(size) > uint64(len(r.data)) {
		return 0, errShort
	}
	return int(n), nil
}

func (r *curveReader) points(n int) ([]arc.Point, error) {
	if len(r.data) < 16*n {
		return nil, errShort
	}
	out := make([]arc.Point, n)
	for i := range out {
		out[i].X = math.Float64frombits(binary.LittleEndian.Uint64(r.data[16*i:]))
		out[i].Y = math.Float64frombits(binary.LittleEndian.Uint64(r.data[16*i+8:]))
	}
	r.data = r.data[16*n:]
	return out, nil
}
