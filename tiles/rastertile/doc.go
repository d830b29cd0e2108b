// Package rastertile draws scenes and differences of scenes as picture tiles.
//
// A tile pixel shows the ground at its middle: the point goes from the tile matrix set to degrees and, by the polynomial that ingest
// left in the scene's file, to the scene's pixels. That is worked out on a coarse grid and interpolated between, as finely as
// it takes to stay within a tenth of a tile pixel. Of the overviews the coarsest is taken whose pixels are no larger than the
// tile's. Classes show the pixel that holds the point; other quantities are interpolated between the valid ones of the four
// nearest pixels. Where the pixel that holds the point is no observation, the tile is transparent, whatever lies beside it.
package rastertile
