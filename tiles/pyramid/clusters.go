package pyramid

import (
	"encoding/binary"
)

// appendClusters writes bunches as varints: how many, then of each how many features, the first, and the steps to the next.
func appendClusters(out []byte, bunches [][]int32) []byte {
	if len(bunches) == 0 {
		return out
	}
	out = binary.AppendUvarint(out, uint64(len(bunches)))
	for _, b := range bunches {
		out = binary.AppendUvarint(out, uint64(len(b)))
		last := int32(0)
		for _, f := range b {
			out = binary.AppendUvarint(out, uint64(f-last))
			last = f
		}
	}
	return out
}

// ReadClusters inverts appendBunches, for a layer of n features; false where the bytes are none of ours.
func ReadClusters(in []byte, n int) (bunches [][]int32, ok bool) {
	next := func() uint64 {
		v, k := binary.Uvarint(in)
		if k <= 0 || v > uint64(n) {
			ok = false
			return 0
		}
		in = in[k:]
		return v
	}
	ok = true
	for range next() {
		var b []int32
		last := uint64(0)
		for range next() {
			if last += next(); last >= uint64(n) {
				return nil, false
			}
			b = append(b, int32(last))
		}
		if !ok || len(b) == 0 {
			return nil, false
		}
		bunches = append(bunches, b)
	}
	return bunches, ok && len(in) == 0
}
