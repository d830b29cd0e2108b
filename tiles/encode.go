package tiles

import (
	"encoding/binary"
	"math"
	"slices"
)

// Geometry commands and types of MVT 2.1 (4.3).
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7

	typePoint   = 1
	typePolygon = 3
)

// encoder builds one layer of one tile.
type encoder struct {
	layer    *Layer
	tile     tile
	features []byte
	values   [][]byte
	place    map[any]uint32
	n        int

	geometry      []uint32
	cursor        point
	ring, scratch []point
}

// encode appends the layer's part of a tile; nothing where no feature shows.
func (l *Layer) encode(out []byte, t tile) []byte {
	e := &encoder{layer: l, tile: t, place: map[any]uint32{}}
	for _, f := range l.query(t) {
		e.geometry, e.cursor = e.geometry[:0], point{}
		kind := uint64(typePolygon)
		if l.points {
			kind = typePoint
			e.point(f)
		} else {
			e.polygons(f)
		}
		if len(e.geometry) > 0 {
			e.feature(f, kind)
		}
	}
	if e.n == 0 {
		return out
	}
	return appendBytes(out, 3, e.finish())
}

// point writes a point that lies in the tile itself: each is in exactly one tile of a zoom.
func (e *encoder) point(i int32) {
	x, y := e.tile.local(e.layer.coords[2*i], e.tile.x), e.tile.local(e.layer.coords[2*i+1], e.tile.y)
	size := e.tile.size()
	if int64(e.layer.coords[2*i])/size != int64(e.tile.x) || int64(e.layer.coords[2*i+1])/size != int64(e.tile.y) {
		return
	}
	e.command(moveTo, 1)
	e.move(point{x, y})
}

func (e *encoder) polygons(f int32) {
	l := e.layer
	for q := l.features[f]; q < l.features[f+1]; q++ {
		for r := l.parts[q]; r < l.parts[q+1]; r++ {
			shown := e.ringOf(r, r == l.parts[q])
			if !shown && r == l.parts[q] {
				break // without its outer ring a polygon has no holes
			}
		}
	}
}

// ringOf writes one ring, wound by its role; false where nothing of it shows.
func (e *encoder) ringOf(r int32, outer bool) bool {
	l := e.layer
	e.ring = e.ring[:0]
	for v := l.rings[r]; v < l.rings[r+1]-1; v++ { // the closing vertex is MVT's ClosePath
		p := point{e.tile.local(l.coords[2*v], e.tile.x), e.tile.local(l.coords[2*v+1], e.tile.y)}
		if n := len(e.ring); n == 0 || e.ring[n-1] != p {
			e.ring = append(e.ring, p)
		}
	}
	e.ring, e.scratch = clip(e.ring, e.scratch)
	ring := tidy(e.ring)
	if len(ring) < 3 {
		return false
	}
	area := twiceArea(ring)
	if area == 0 {
		return false
	}
	if (area > 0) != outer {
		slices.Reverse(ring)
	}
	e.command(moveTo, 1)
	e.move(ring[0])
	e.command(lineTo, len(ring)-1)
	for _, p := range ring[1:] {
		e.move(p)
	}
	e.command(closePath, 1)
	return true
}

func (e *encoder) command(id, count int) {
	e.geometry = append(e.geometry, uint32(id&7|count<<3))
}

func (e *encoder) move(p point) {
	e.geometry = append(e.geometry, zigzag(p.x-e.cursor.x), zigzag(p.y-e.cursor.y))
	e.cursor = p
}

func zigzag(v int64) uint32 { return uint32(v<<1 ^ v>>63) }

// feature appends a feature message; its id is the feature's place in the layer plus one, the same in every tile.
func (e *encoder) feature(f int32, kind uint64) {
	var tags []uint32
	for i, v := range e.layer.values(int(f)) {
		if v == nil || v == "" {
			continue
		}
		tags = append(tags, uint32(i), e.value(v))
	}
	m := appendVarint(nil, 1, uint64(f)+1)
	m = appendPacked(m, 2, tags)
	m = appendVarint(m, 3, kind)
	m = appendPacked(m, 4, e.geometry)
	e.features = appendBytes(e.features, 2, m)
	e.n++
}

// value is the index of a value in the layer's table.
func (e *encoder) value(v any) uint32 {
	if i, ok := e.place[v]; ok {
		return i
	}
	var m []byte
	switch v := v.(type) {
	case string:
		m = appendBytes(nil, 1, []byte(v))
	case float64:
		m = binary.LittleEndian.AppendUint64([]byte{3<<3 | 1}, math.Float64bits(v))
	case int64:
		m = appendVarint(nil, 4, uint64(v))
	case bool:
		b := uint64(0)
		if v {
			b = 1
		}
		m = appendVarint(nil, 7, b)
	}
	i := uint32(len(e.values))
	e.place[v] = i
	e.values = append(e.values, m)
	return i
}

func (e *encoder) finish() []byte {
	m := appendBytes(nil, 1, []byte(e.layer.Name))
	m = append(m, e.features...)
	for _, f := range e.layer.Fields {
		m = appendBytes(m, 3, []byte(f.Name))
	}
	for _, v := range e.values {
		m = appendBytes(m, 4, v)
	}
	m = appendVarint(m, 5, Extent)
	return appendVarint(m, 15, 2)
}

// appendVarint, appendBytes and appendPacked write protobuf fields.
func appendVarint(b []byte, field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(field)<<3), v)
}

func appendBytes(b []byte, field int, v []byte) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|2)
	return append(binary.AppendUvarint(b, uint64(len(v))), v...)
}

func appendPacked(b []byte, field int, vs []uint32) []byte {
	if len(vs) == 0 {
		return b
	}
	var body []byte
	for _, v := range vs {
		body = binary.AppendUvarint(body, uint64(v))
	}
	return appendBytes(b, field, body)
}
