// Package pyramid reads and writes files of ready vector tiles: each layer of each tile, encoded and deflated, by level and tile.
//
// A snapshot has two pyramids, one in each [tilematrix.Plane]. A level's coordinates lie on an integer [Lattice] of [Extent] units a
// tile. A [DeflatedLayer] is what clients get; [AppendGzip] joins those of a tile to one gzip member without inflating them. The package
// knows neither what layers mean nor how coarse levels are made: layers are numbers, and how far a level is aggregated is one, too.
package pyramid
