package rasterpack

import (
	"errors"
	"math"
)

// A block's values are float32 while in memory, which holds every 16-bit number; NaN is no observation.

// packBlock appends a block's unpacked form to out; nothing where no pixel is valid. w divides len(values).
func packBlock(out []byte, values []float32, w int, t Type) []byte {
	valid := 0
	for _, v := range values {
		if v == v {
			valid++
		}
	}
	if valid == 0 {
		return out
	}
	if valid == len(values) {
		out = append(out, 0)
	} else {
		out = append(out, 1)
		out = appendBitmap(out, values)
	}
	n, size := len(values), t.bytes()
	at := len(out)
	out = append(out, make([]byte, n*size)...)
	planes := out[at:]
	above := uint32(0)
	for y := 0; y < n; y += w {
		left := above
		for i, v := range values[y : y+w] {
			word := left
			if v == v {
				word = t.word(v)
			}
			d := t.difference(word, left)
			for k := range size {
				planes[k*n+y+i] = byte(d >> (8 * k))
			}
			if left = word; i == 0 {
				above = word
			}
		}
	}
	return out
}

func appendBitmap(out []byte, values []float32) []byte {
	at := len(out)
	out = append(out, make([]byte, (len(values)+7)/8)...)
	for i, v := range values {
		if v == v {
			out[at+i/8] |= 1 << (i % 8)
		}
	}
	return out
}

var errBlock = errors.New("a block is not of its size")

// unpackBlock fills values, w to a row, from what packBlock made.
func unpackBlock(raw []byte, values []float32, w int, t Type) error {
	n, size := len(values), t.bytes()
	if len(raw) == 0 || raw[0] > 1 {
		return errBlock
	}
	var bitmap []byte
	rest := raw[1:]
	if raw[0] == 1 {
		k := (n + 7) / 8
		if len(rest) < k {
			return errBlock
		}
		bitmap, rest = rest[:k], rest[k:]
	}
	if len(rest) != n*size {
		return errBlock
	}
	above := uint32(0)
	for y := 0; y < n; y += w {
		left := above
		for i := y; i < y+w; i++ {
			var d uint32
			for k := range size {
				d |= uint32(rest[k*n+i]) << (8 * k)
			}
			left = t.sum(d, left)
			if i == y {
				above = left
			}
			values[i] = t.value(left)
		}
	}
	nan := float32(math.NaN())
	for i := range values {
		if bitmap != nil && bitmap[i/8]&(1<<(i%8)) == 0 {
			values[i] = nan
		}
	}
	return nil
}

// word is a value as an unsigned number of the type's bytes; value inverts it.
func (t Type) word(v float32) uint32 {
	switch t {
	case Float32:
		return math.Float32bits(v)
	case Int16:
		return uint32(uint16(int16(v)))
	}
	return uint32(v)
}

func (t Type) value(word uint32) float32 {
	switch t {
	case Float32:
		return math.Float32frombits(word)
	case Int16:
		return float32(int16(word))
	case Uint16:
		return float32(uint16(word))
	}
	return float32(uint8(word))
}

// difference makes words that change little small in their high bytes; sum inverts it. Signs go into the lowest bit.
func (t Type) difference(word, left uint32) uint32 {
	switch t {
	case Float32:
		return word ^ left
	case Uint8:
		return uint32(uint8(word - left))
	}
	d := int16(word - left)
	return uint32(uint16(d<<1 ^ d>>15))
}

func (t Type) sum(d, left uint32) uint32 {
	switch t {
	case Float32:
		return d ^ left
	case Uint8:
		return uint32(uint8(left + d))
	}
	z := uint16(d)
	return uint32(uint16(left) + (z>>1 ^ -(z & 1)))
}
