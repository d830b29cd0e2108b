// Package strict reads Mapbox Vector Tiles 2.1 and finds every breach of their specification.
//
// It exists to check what package mvt writes, so it shares no code with it and forgives nothing: [Decode] refuses whatever is
// not a tile, [Validate] lists what a tile must not hold. Numbers such as "4.3.4.4" in messages and comments are sections of
// https://github.com/mapbox/vector-tile-spec/tree/master/2.1. All geometric tests are exact, in integers.
package strict
