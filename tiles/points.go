package tiles

import (
	"slices"
	"sort"
)

// points are features that are places, at every level. They lie along a curve on which each tile, of any level, is one stretch.
type points struct {
	code    []uint64 // Morton codes of the steps, ascending
	feature []int32
	from    []uint8 // level from which each feature is shown; nil for all
}

func (p points) shown(f int32, level int) bool { return p.from == nil || level >= int(p.from[f]) }

func newPoints(n int, at func(i int) (x, y uint32)) points {
	p := points{code: make([]uint64, n), feature: make([]int32, n)}
	codes := make([]uint64, n)
	for i := range n {
		codes[i] = interleave(at(i))
		p.feature[i] = int32(i)
	}
	slices.SortFunc(p.feature, func(a, b int32) int {
		if codes[a] != codes[b] {
			if codes[a] < codes[b] {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
	for k, i := range p.feature {
		p.code[k] = codes[i]
	}
	return p
}

// in is the stretch of a tile: p.feature[from:to].
func (p points) in(z int, x, y uint32) (from, to int) {
	shift := 64 - 2*z
	first := interleave(x, y) << shift
	from = sort.Search(len(p.code), func(i int) bool { return p.code[i] >= first })
	if z == 0 {
		return from, len(p.code)
	}
	last := first | (1<<shift - 1)
	return from, from + sort.Search(len(p.code)-from, func(i int) bool { return p.code[from+i] > last })
}

// interleave mixes the bits of x and y, y's the higher ones.
func interleave(x, y uint32) uint64 { return spread(x) | spread(y)<<1 }

func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}

// split inverts interleave.
func split(code uint64) (x, y uint32) { return gather(code), gather(code >> 1) }

func gather(w uint64) uint32 {
	w &= 0x5555555555555555
	w = (w | w>>1) & 0x3333333333333333
	w = (w | w>>2) & 0x0f0f0f0f0f0f0f0f
	w = (w | w>>4) & 0x00ff00ff00ff00ff
	w = (w | w>>8) & 0x0000ffff0000ffff
	return uint32(w | w>>16)
}
