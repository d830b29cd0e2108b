// Package mvt encodes layers of Mapbox Vector Tiles 2.1 and reads back the layers it encoded.
//
// An [Encoder] is given features one by one: an id, a geometry made by [AppendRings], [AppendPoint] or [AppendLines], and the feature's
// number in [Column] values, which are encoded once for all tiles. [EachFeature] and the Read functions read those bytes only; to check
// a tile, or to read another's, use package strict, which shares no code with this one. Coordinates are those of package topology.
package mvt
