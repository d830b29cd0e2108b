package pyramid

import (
	"encoding/binary"
)

// gzipHead is that of a member without name and time (RFC 1952, 2.3).
var gzipHead = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}

// AppendGzip joins layers to one gzip member (RFC 1952) without inflating them, and appends it to out.
func AppendGzip(out []byte, layers []DeflatedLayer) []byte {
	out = append(out, gzipHead...)
	sum, length := uint32(0), uint64(0)
	for i, l := range layers {
		out = append(out, l.deflated...)
		if i == 0 {
			sum = l.sum
		} else {
			sum = crc32Combine(sum, l.sum, l.length)
		}
		length += l.length
	}
	out = append(out, lastBlock...)
	out = binary.LittleEndian.AppendUint32(out, sum)
	return binary.LittleEndian.AppendUint32(out, uint32(length))
}
