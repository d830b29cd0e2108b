package tiles

import (
	"encoding/binary"
	"math"
)

// Field describes an attribute.
type Field struct {
	Name, Description string
	// MinZoom is the level (of the pyramid) from which tiles carry it; on request they do at all levels.
	MinZoom int
	// OnRequest fields are carried only where `fields=` names them.
	OnRequest bool
}

// column holds the values of one attribute for all features of a layer, as encoded MVT values.
type column struct {
	Field
	dictionary [][]byte
	ids        []uint32           // into dictionary; none for no value
	byLevel    [][]uint32         // in place of ids where it depends on plane and level
	each       func(i int) []byte // in place of a dictionary where hardly any two values are equal; nil for no value
}

const none = math.MaxUint32

// newColumn encodes n values: string, float64, int64 or bool; nil and "" are no value.
func newColumn(f Field, n int, value func(i int) any) *column {
	c := &column{Field: f}
	d := dictionary{column: c, place: map[any]uint32{}}
	c.ids = d.encode(n, value)
	return c
}

// levelColumn is a column whose values differ by plane and level. Levels of the same kind share them.
func levelColumn(f Field, n int, kind func(p plane, level int) int, value func(i, kind int) any) *column {
	c := &column{Field: f}
	d := dictionary{column: c, place: map[any]uint32{}}
	known := map[int][]uint32{}
	for p := range planes {
		for l := range levels {
			k := kind(p, l)
			if known[k] == nil {
				known[k] = d.encode(n, func(i int) any { return value(i, k) })
			}
			c.byLevel = append(c.byLevel, known[k])
		}
	}
	return c
}

// idsAt are the places in the dictionary at a level.
func (c *column) idsAt(p plane, level int) []uint32 {
	if c.byLevel == nil {
		return c.ids
	}
	return c.byLevel[int(p)*levels+level]
}

// nameColumn is for names that differ from each other.
func nameColumn(f Field, names []string) *column {
	return &column{Field: f, each: func(i int) []byte { return encodeValue(names[i]) }}
}

type dictionary struct {
	column *column
	place  map[any]uint32
}

func (d *dictionary) encode(n int, value func(i int) any) []uint32 {
	ids := make([]uint32, n)
	for i := range ids {
		v := value(i)
		if v == nil || v == "" {
			ids[i] = none
			continue
		}
		id, known := d.place[v]
		if !known {
			id = uint32(len(d.column.dictionary))
			d.place[v] = id
			d.column.dictionary = append(d.column.dictionary, encodeValue(v))
		}
		ids[i] = id
	}
	return ids
}

// encodeValue makes the MVT value message (4.1) with its field's head, as it stands in a layer.
func encodeValue(v any) []byte {
	var m []byte
	switch v := v.(type) {
	case string:
		m = appendBytes(nil, 1, []byte(v))
	case float64:
		if whole := int64(v); float64(whole) == v && whole >= 0 {
			m = appendVarint(nil, 5, uint64(whole))
			break
		}
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
	return appendBytes(nil, 4, m)
}

// appendVarint and appendBytes write protobuf fields.
func appendVarint(b []byte, field int, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(b, uint64(field)<<3), v)
}

func appendBytes(b []byte, field int, v []byte) []byte {
	b = binary.AppendUvarint(b, uint64(field)<<3|2)
	return append(binary.AppendUvarint(b, uint64(len(v))), v...)
}
