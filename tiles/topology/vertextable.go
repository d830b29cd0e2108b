package topology

import "math/bits"

// vertexTable numbers the points that are put into it, from 0 in order of their first coming.
type vertexTable struct {
	slots  []int32 // number + 1, 0 for free; a power of two long
	points []Point
}

func newVertexTable(n int) *vertexTable {
	return &vertexTable{slots: make([]int32, 1<<bits.Len(uint(n+n/2+8))), points: make([]Point, 0, n)}
}

func (t *vertexTable) add(p Point) int32 {
	if 4*len(t.points) >= 3*len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	for i := scatter(p) & mask; ; i = (i + 1) & mask {
		switch n := t.slots[i]; {
		case n == 0:
			t.points = append(t.points, p)
			t.slots[i] = int32(len(t.points))
			return int32(len(t.points) - 1)
		case t.points[n-1] == p:
			return n - 1
		}
	}
}

func (t *vertexTable) grow() {
	t.slots = make([]int32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n, p := range t.points {
		i := scatter(p) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = int32(n + 1)
	}
}

// scatter is a multiplicative hash, its high bits folded down.
func scatter(p Point) uint64 {
	h := (uint64(uint32(p.X))<<32 | uint64(uint32(p.Y))) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	return h ^ h>>32
}
