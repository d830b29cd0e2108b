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
	at, n := len(out), len(values)
	out = append(out, make([]byte, n*t.bytes())...)
	switch planes := out[at:]; t {
	case Uint8:
		pack8(planes, values, w)
	case Float32:
		pack32(planes, values, w)
	default:
		pack16(planes, values, w)
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
	if len(raw) == 0 || raw[0] > 1 {
		return errBlock
	}
	n, rest := len(values), raw[1:]
	var bitmap []byte
	if raw[0] == 1 {
		k := (n + 7) / 8
		if len(rest) < k {
			return errBlock
		}
		bitmap, rest = rest[:k], rest[k:]
	}
	if len(rest) != n*t.bytes() {
		return errBlock
	}
	switch t {
	case Uint8:
		unpack8(rest, values, w)
	case Int16, Uint16:
		unpack16(rest, values, w, t == Int16)
	default:
		unpack32(rest, values, w)
	}
	if bitmap != nil {
		clearMissing(values, bitmap)
	}
	return nil
}

func clearMissing(values []float32, bitmap []byte) {
	nan := float32(math.NaN())
	for i := range values {
		if bitmap[i/8]&(1<<(i%8)) == 0 {
			values[i] = nan
		}
	}
}
