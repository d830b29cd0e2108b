// Package raster computes statistics of polygons over pixel grids, each pixel weighed by its exact share inside.
//
// Scenes are read window by window, each window of whole blocks once. A feature's border is accumulated into the pixels it
// crosses; stretches between borders are tallied from sums made once per window. Files of small whole numbers are read,
// subtracted and summed as integers, so that no result depends on rounding; all others run through the same code in float64.
package raster
