package mvt

import (
	"encoding/binary"
	"errors"
)

// errLayer means that [Encoder.End] did not write the bytes.
var errLayer = errors.New("tiles: a layer's bytes are none of ours")

// EachFeature calls visit for the features of a layer as [Encoder.End] writes it, in their order; slices are parts of layer. It
// returns an error if the bytes are not such a layer.
func EachFeature(layer []byte, visit func(id uint64, kind GeomType, geometry []byte)) error {
	_, body, _, ok := nextField(layer)
	if !ok {
		return errLayer
	}
	for len(body) > 0 {
		field, content, rest, ok := nextField(body)
		if !ok {
			return errLayer
		}
		body = rest
		if field != 2 {
			continue
		}
		var id uint64
		var kind GeomType
		var geometry []byte
		for len(content) > 0 {
			var value []byte
			if field, value, content, ok = nextField(content); !ok {
				return errLayer
			}
			switch field {
			case 1:
				id, _ = binary.Uvarint(value)
			case 3:
				if len(value) == 0 {
					return errLayer
				}
				kind = GeomType(value[0])
			case 4:
				geometry = value
			}
		}
		visit(id, kind, geometry)
	}
	return nil
}

// nextField reads a protobuf field of wire type 0 or 2; a varint's value is its bytes.
func nextField(b []byte) (field int, value, rest []byte, ok bool) {
	head, n := binary.Uvarint(b)
	if n <= 0 || head>>3 > 15 {
		return 0, nil, nil, false
	}
	b = b[n:]
	v, n := binary.Uvarint(b)
	switch {
	case n <= 0:
		return 0, nil, nil, false
	case head&7 == 0:
		return int(head >> 3), b[:n], b[n:], true
	case head&7 == 2 && v <= uint64(len(b)-n):
		return int(head >> 3), b[n : n+int(v)], b[n+int(v):], true
	}
	return 0, nil, nil, false
}
