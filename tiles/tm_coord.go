package tiles

// Place is a tile's place in a matrix set.
type Place struct {
	Z    int
	X, Y uint32
}
