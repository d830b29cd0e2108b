package pyramid

import (
	"hash/crc32"
)

// crc32Combine is the CRC-32 of a and b one after the other, from their own and b's length. A sum is the remainder of the bytes as a
// polynomial over GF(2); putting n bytes behind it multiplies it by x to the 8n.
func crc32Combine(a, b uint32, n uint64) uint32 {
	for i := 0; n > 0; i, n = i+1, n>>1 {
		if n&1 == 1 {
			a = multiplyModulo(a, byteShifts[i])
		}
	}
	return a ^ b
}

// byteShifts are x to the 8·2^i modulo CRC-32's polynomial. Bits stand in reverse: the highest is x to the 0.
var byteShifts = func() (shifts [64]uint32) {
	square := uint32(1 << (31 - 8))
	for i := range shifts {
		shifts[i] = square
		square = multiplyModulo(square, square)
	}
	return shifts
}()

// multiplyModulo multiplies two polynomials modulo CRC-32's own.
func multiplyModulo(a, b uint32) (product uint32) {
	for ; a != 0; a <<= 1 {
		if a>>31 == 1 {
			product ^= b
		}
		if b&1 == 1 {
			b = b>>1 ^ crc32.IEEE
		} else {
			b >>= 1
		}
	}
	return product
}
