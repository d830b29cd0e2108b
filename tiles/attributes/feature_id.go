package attributes

import (
	"cmp"
	"hash/fnv"
	"slices"
)

// idBits is the width of feature ids: six bytes in a tile, exact in JavaScript. Among a million features of a layer one pair
// meets with a chance of one in nine; the later key then takes the next free number.
const idBits = 42

// FeatureIDs gives every key of a layer a number that depends on the key alone, so that a feature keeps its id in every tile, at
// every level and in every snapshot. Keys are distinct.
func FeatureIDs(layer string, n int, name func(i int) string) []uint64 {
	ids := make([]uint64, n)
	order := make([]int32, n)
	for i := range ids {
		h := fnv.New64a()
		h.Write([]byte(layer))
		h.Write([]byte{0})
		h.Write([]byte(name(i)))
		v := h.Sum64()
		v ^= v >> idBits
		ids[i], order[i] = v&(1<<idBits-1), int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := cmp.Compare(ids[a], ids[b]); c != 0 {
			return c
		}
		return cmp.Compare(name(int(a)), name(int(b)))
	})
	for k := 1; k < n; k++ {
		if a, b := ids[order[k-1]], &ids[order[k]]; *b <= a {
			*b = a + 1
		}
	}
	return ids
}
