package rasterpack

import "math"

// Values as differences from the pixel to the left, or above for the first of a row; a pixel without a value repeats it. The
// lowest bytes of all pixels come first, then the next ones: where values vary little, the high bytes are all alike.

func pack8(planes []byte, values []float32, w int) {
	above := uint8(0)
	for y := 0; y < len(values); y += w {
		left := above
		for i, v := range values[y : y+w] {
			word := left
			if v == v {
				word = uint8(int32(v))
			}
			planes[y+i] = word - left
			if left = word; i == 0 {
				above = word
			}
		}
	}
}

func unpack8(planes []byte, values []float32, w int) {
	above := uint8(0)
	for y := 0; y < len(values); y += w {
		left := above
		for i, d := range planes[y : y+w] {
			if left += d; i == 0 {
				above = left
			}
			values[y+i] = float32(left)
		}
	}
}

// pack16 puts the sign of a difference into its lowest bit.
func pack16(planes []byte, values []float32, w int) {
	low, high := planes[:len(values)], planes[len(values):]
	above := uint16(0)
	for y := 0; y < len(values); y += w {
		left := above
		for i, v := range values[y : y+w] {
			word := left
			if v == v {
				word = uint16(int32(v))
			}
			d := int16(word - left)
			z := uint16(d<<1 ^ d>>15)
			low[y+i], high[y+i] = byte(z), byte(z>>8)
			if left = word; i == 0 {
				above = word
			}
		}
	}
}

func unpack16(planes []byte, values []float32, w int, signed bool) {
	low, high := planes[:len(values)], planes[len(values):]
	above := uint16(0)
	for y := 0; y < len(values); y += w {
		left := above
		row, highs := low[y:y+w], high[y:y+w]
		out := values[y : y+w]
		for i, b := range row {
			z := uint16(b) | uint16(highs[i])<<8
			if left += z>>1 ^ -(z & 1); i == 0 {
				above = left
			}
			if out[i] = float32(left); signed {
				out[i] = float32(int16(left))
			}
		}
	}
}

// pack32 takes the bits in which two numbers differ.
func pack32(planes []byte, values []float32, w int) {
	n := len(values)
	above := uint32(0)
	for y := 0; y < n; y += w {
		left := above
		for i, v := range values[y : y+w] {
			word := left
			if v == v {
				word = math.Float32bits(v)
			}
			d := word ^ left
			for k := range 4 {
				planes[k*n+y+i] = byte(d >> (8 * k))
			}
			if left = word; i == 0 {
				above = word
			}
		}
	}
}

func unpack32(planes []byte, values []float32, w int) {
	n := len(values)
	above := uint32(0)
	for y := 0; y < n; y += w {
		left := above
		for i := range w {
			at := y + i
			left ^= uint32(planes[at]) | uint32(planes[n+at])<<8 | uint32(planes[2*n+at])<<16 | uint32(planes[3*n+at])<<24
			if i == 0 {
				above = left
			}
			values[at] = math.Float32frombits(left)
		}
	}
}
