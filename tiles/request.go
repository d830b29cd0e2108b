package tiles

// EncodingVersion changes whenever the same snapshot may give other tiles than before; caches tell by it.
const EncodingVersion = "3"

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
