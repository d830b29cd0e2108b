package tilematrix

// TileCoord is a tile's place in a matrix set.
type TileCoord struct {
	Z    int
	X, Y uint32
}
