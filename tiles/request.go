package tiles

import "iter"

// Request names one vector tile.
type Request struct {
	Layers []string
	Matrix *Matrix // nil for WebMercatorQuad
	Z      int
	X, Y   uint32
	// Fields beside those that the zoom carries anyway; an unknown one wraps [ErrNoField].
	Fields []string
	// Zone keeps to this zone's subtree; an unknown code wraps [ErrNoZone]. Empty for all.
	Zone string
}

// Place is a tile's place in a matrix set.
type Place struct {
	Z    int
	X, Y uint32
}

// Occupied yields the places of one level in which a request for these layers and this zone finds something, by row and
// column. r's X, Y and Fields are not looked at.
func (s *Set) Occupied(r Request) (iter.Seq[Place], error) {
	if _, err := s.check(Request{Layers: r.Layers, Matrix: r.Matrix, Z: r.Z, Zone: r.Zone}); err != nil {
		return nil, err
	}
	// Replaced by the pyramid's directory: until then all tiles are tried.
	return func(yield func(Place) bool) {
		n := uint32(1) << r.Z
		for y := range n {
			for x := range n {
				q := r
				q.X, q.Y = x, y
				if raw, err := s.Tile(q); err == nil && len(raw) > 0 && !yield(Place{r.Z, x, y}) {
					return
				}
			}
		}
	}, nil
}
