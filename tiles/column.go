package tiles

import (
	"encoding/binary"
	"math"
)

// column holds the values of one attribute for all features of a layer, as encoded MVT values.
type column struct {
	name       string
	dictionary [][]byte
	ids        []uint32           // into dictionary; none for no value
	each       func(i int) []byte // in place of a dictionary where hardly any two values are equal; nil for no value
}

const none = math.MaxUint32

// coded encodes n values: string, float64, float32, int64 or bool; nil and "" are no value.
func coded(n int, value func(i int) any) *column {
	c := &column{ids: make([]uint32, n)}
	place := map[any]uint32{}
	for i := range c.ids {
		v := value(i)
		if v == nil || v == "" {
			c.ids[i] = none
			continue
		}
		id, known := place[v]
		if !known {
			id = uint32(len(c.dictionary))
			place[v] = id
			c.dictionary = append(c.dictionary, encodeValue(v))
		}
		c.ids[i] = id
	}
	return c
}

// each encodes values when they are asked for; "" is no value.
func each(value func(i int) any) *column {
	return &column{each: func(i int) []byte {
		v := value(i)
		if v == "" {
			return nil
		}
		return encodeValue(v)
	}}
}

// texts are names that differ from each other.
func texts(names []string) *column { return each(func(i int) any { return names[i] }) }

// nothing is a column without values.
func nothing() *column { return each(func(int) any { return "" }) }

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
	case float32:
		m = binary.LittleEndian.AppendUint32([]byte{2<<3 | 5}, math.Float32bits(v))
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
