package tilematrix

// TileCoord names a tile: its level, column and row, counted from the upper left corner. Z is a level of a tile matrix set or, where
// the comment says so, of the pyramid that the set is a band of.
type TileCoord struct {
	Z    int
	X, Y uint32
}
