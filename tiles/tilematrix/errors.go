package tilematrix

import (
	"errors"
)

// ErrTileRange means that a tile matrix set has no such tile. [TileMatrixSet.Check] wraps it.
var ErrTileRange = errors.New("no such tile")
