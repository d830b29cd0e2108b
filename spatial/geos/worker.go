package geos

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geos"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Worker performs overlay operations. Not safe for concurrent use; make one a goroutine. The zero value is not usable.
type Worker struct {
	ctx     *geos.Context
	buf     []byte
	garbage *garbage
}

// NewWorker returns a worker with a GEOS context of its own.
func NewWorker() *Worker { return &Worker{ctx: geos.NewContext(), garbage: &garbage{}} }

// Shape is polygonal ground held by a worker: a polygon, a multipolygon or nothing. Only its worker may use it.
type Shape struct {
	g   *geos.Geom // never nil; empty polygon where there is no ground
	Box spatial.Box
}

// Error is a GEOS failure on given input.
type Error struct {
	Op     string
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("mend: %s: %s", e.Op, e.Reason) }

// guard turns go-geos' panics on GEOS exceptions into errors; anything else keeps panicking.
func guard(op string, err *error) {
	switch r := recover().(type) {
	case nil:
	case geos.Error:
		*err = &Error{Op: op, Reason: r.Error()}
	default:
		panic(r)
	}
}

// Shape takes a multipolygon over into the worker's context. Coordinates are copied. Errors are a [*Error].
func (w *Worker) Shape(mp *geom.MultiPolygon) (s *Shape, err error) {
	defer guard("read polygon", &err)
	if mp == nil || mp.NumPolygons() == 0 {
		return w.empty(), nil
	}
	w.buf = appendWKB(w.buf[:0], mp)
	w.garbage.add(len(w.buf) / 16)
	g, err := w.ctx.NewGeomFromWKB(w.buf)
	if err != nil {
		return nil, &Error{Op: "read polygon", Reason: err.Error()}
	}
	return &Shape{g, spatial.BoxOf(mp.FlatCoords())}, nil
}

// Feature takes feature f of a packed layer over, with the errors of [Worker.Shape].
func (w *Worker) Feature(p *spatial.Polygons, f int) (*Shape, error) { return w.Shape(p.Feature(f)) }

// Intersection returns a ∩ b. Errors are a [*Error].
func (w *Worker) Intersection(a, b *Shape) (s *Shape, err error) {
	defer guard("intersection", &err)
	if a.Empty() || b.Empty() || !a.Box.Intersects(b.Box) {
		return w.empty(), nil
	}
	return w.polygonal(a.g.Intersection(b.g)), nil
}

// Difference returns a − b. Errors are a [*Error].
func (w *Worker) Difference(a, b *Shape) (s *Shape, err error) {
	defer guard("difference", &err)
	if a.Empty() || b.Empty() || !a.Box.Intersects(b.Box) {
		return a, nil
	}
	return w.polygonal(a.g.Difference(b.g)), nil
}

// Union returns the union of the shapes. Errors are a [*Error].
func (w *Worker) Union(shapes []*Shape) (s *Shape, err error) {
	defer guard("union", &err)
	parts := make([]*geos.Geom, 0, len(shapes))
	for _, s := range shapes {
		if !s.Empty() {
			parts = append(parts, s.g)
		}
	}
	if len(parts) == 0 {
		return w.empty(), nil
	}
	return w.polygonal(w.ctx.NewCollection(geos.TypeIDGeometryCollection, parts).UnaryUnion()), nil
}

// Empty reports whether the shape holds no ground.
func (s *Shape) Empty() bool { return s.g.IsEmpty() }

// PlanarArea is the area in the working plane.
func (s *Shape) PlanarArea() float64 { return s.g.Area() }

func (w *Worker) empty() *Shape { return &Shape{w.ctx.NewEmptyPolygon(), spatial.EmptyBox()} }

// polygonal keeps the polygons of an overlay result: lines and points where shapes merely touch hold no ground.
func (w *Worker) polygonal(g *geos.Geom) *Shape {
	if g.IsEmpty() {
		return w.empty()
	}
	switch g.TypeID() {
	case geos.TypeIDPolygon, geos.TypeIDMultiPolygon:
		b := g.Bounds()
		w.garbage.add(g.NumCoordinates())
		return &Shape{g, spatial.Box{MinX: b.MinX, MinY: b.MinY, MaxX: b.MaxX, MaxY: b.MaxY}}
	case geos.TypeIDGeometryCollection:
		var keep []*geos.Geom
		box := spatial.EmptyBox()
		for i := range g.NumGeometries() {
			if s := w.polygonal(g.Geometry(i)); !s.Empty() {
				box = box.Union(s.Box)
				for j := range s.g.NumGeometries() {
					keep = append(keep, s.g.Geometry(j))
				}
			}
		}
		if len(keep) == 0 {
			return w.empty()
		}
		return &Shape{w.ctx.NewCollection(geos.TypeIDMultiPolygon, keep), box}
	default:
		return w.empty()
	}
}

// Multi copies a shape out, wound as package spatial promises. Coordinates keep full precision: intersection points lie off the
// intake grid. It returns an error if GEOS hands out what is no polygon.
func (s *Shape) Multi() (*geom.MultiPolygon, error) {
	if s.Empty() {
		return geom.NewMultiPolygon(geom.XY), nil
	}
	return parseWKB(s.g.ToWKB())
}

// appendWKB encodes a multipolygon as little-endian WKB (OGC 06-103r4, 8.2).
func appendWKB(dst []byte, mp *geom.MultiPolygon) []byte {
	le := binary.LittleEndian
	head := func(kind, n int) {
		dst = append(dst, 1)
		dst = le.AppendUint32(dst, uint32(kind))
		dst = le.AppendUint32(dst, uint32(n))
	}
	flat, start := mp.FlatCoords(), 0
	head(6, len(mp.Endss()))
	for _, ends := range mp.Endss() {
		head(3, len(ends))
		for _, e := range ends {
			dst = le.AppendUint32(dst, uint32((e-start)/2))
			for _, v := range flat[start:e] {
				dst = le.AppendUint64(dst, math.Float64bits(v))
			}
			start = e
		}
	}
	return dst
}
