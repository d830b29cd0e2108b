package mvt

import (
	"encoding/binary"
	"math"
)

// EncodeValue makes the MVT value message (4.1) with its field's head, as it stands in a layer.
func EncodeValue(v any) []byte {
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
