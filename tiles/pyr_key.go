package tiles

// key orders tiles by row and column.
func key(x, y uint32) uint64 { return uint64(y)<<32 | uint64(x) }

func unkey(k uint64) (x, y uint32) { return uint32(k), uint32(k >> 32) }
