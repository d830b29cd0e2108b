package pyramid

// Key orders tiles by row and column.
func Key(x, y uint32) uint64 { return uint64(y)<<32 | uint64(x) }

func Unkey(k uint64) (x, y uint32) { return uint32(k), uint32(k >> 32) }
