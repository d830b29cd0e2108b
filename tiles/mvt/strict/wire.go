package strict

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Wire types of protocol buffers.
const (
	varint = 0
	fixed8 = 1
	bytes  = 2
	fixed4 = 5
)

var errTruncated = errors.New("the message ends within a field")

// field is one field of a message. num holds varints and the bits of fixed ones, data what has a length.
type field struct {
	number uint64
	wire   int
	num    uint64
	data   []byte
}

// fields calls yield for each field of a message, in order, and ends at its first error.
func fields(b []byte, yield func(f field) error) error {
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return errTruncated
		}
		b = b[n:]
		f := field{number: key >> 3, wire: int(key & 7)}
		switch f.wire {
		case varint:
			if f.num, n = binary.Uvarint(b); n <= 0 {
				return errTruncated
			}
			b = b[n:]
		case fixed8:
			if len(b) < 8 {
				return errTruncated
			}
			f.num, b = binary.LittleEndian.Uint64(b), b[8:]
		case fixed4:
			if len(b) < 4 {
				return errTruncated
			}
			f.num, b = uint64(binary.LittleEndian.Uint32(b)), b[4:]
		case bytes:
			size, n := binary.Uvarint(b)
			if n <= 0 || size > uint64(len(b)-n) {
				return errTruncated
			}
			f.data, b = b[n:n+int(size)], b[n+int(size):]
		default:
			return fmt.Errorf("wire type %d of field %d", f.wire, f.number)
		}
		if err := yield(f); err != nil {
			return err
		}
	}
	return nil
}

// is refuses a field of another wire type than the specification's.
func (f field) is(wire int, what string) error {
	if f.wire != wire {
		return fmt.Errorf("%s has wire type %d, not %d", what, f.wire, wire)
	}
	return nil
}

// uint32 is a varint that fits.
func (f field) uint32(what string) (uint32, error) {
	if err := f.is(varint, what); err != nil {
		return 0, err
	}
	if f.num > math.MaxUint32 {
		return 0, fmt.Errorf("%s %d does not fit 32 bits", what, f.num)
	}
	return uint32(f.num), nil
}

// packed is a packed row of uint32, never longer than the bytes it is read from.
func (f field) packed(what string) ([]uint32, error) {
	if err := f.is(bytes, what); err != nil {
		return nil, err
	}
	out := make([]uint32, 0, len(f.data))
	for b := f.data; len(b) > 0; {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > math.MaxUint32 {
			return nil, fmt.Errorf("%s: entry %d is not a 32-bit varint", what, len(out))
		}
		out, b = append(out, uint32(v)), b[n:]
	}
	return out, nil
}

// once refuses a second field of a number that may occur once.
type once uint64

func (o *once) see(f field, what string) error {
	if f.number > 63 || *o&(1<<f.number) == 0 {
		*o |= 1 << (f.number & 63)
		return nil
	}
	return fmt.Errorf("%s is there twice", what)
}
