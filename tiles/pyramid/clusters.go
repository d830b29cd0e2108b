package pyramid

import (
	"encoding/binary"
)

// appendClusters writes clusters as varints: how many, then of each how many features, the first, and the steps to the next.
func appendClusters(out []byte, clusters [][]int32) []byte {
	if len(clusters) == 0 {
		return out
	}
	out = binary.AppendUvarint(out, uint64(len(clusters)))
	for _, c := range clusters {
		out = binary.AppendUvarint(out, uint64(len(c)))
		last := int32(0)
		for _, f := range c {
			out = binary.AppendUvarint(out, uint64(f-last))
			last = f
		}
	}
	return out
}

// ReadClusters inverts appendClusters, for a layer of n features; ok is false if appendClusters did not write the bytes.
func ReadClusters(in []byte, n int) (clusters [][]int32, ok bool) {
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
		var c []int32
		last := uint64(0)
		for range next() {
			if last += next(); last >= uint64(n) {
				return nil, false
			}
			c = append(c, int32(last))
		}
		if !ok || len(c) == 0 {
			return nil, false
		}
		clusters = append(clusters, c)
	}
	return clusters, ok && len(in) == 0
}
