package pyramid

// Key packs a tile's column and row so that keys sort by row, then column.
func Key(x, y uint32) uint64 { return uint64(y)<<32 | uint64(x) }

// Unkey inverts [Key].
func Unkey(k uint64) (x, y uint32) { return uint32(k), uint32(k >> 32) }
