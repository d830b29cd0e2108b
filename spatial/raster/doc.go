// Package raster computes statistics of polygons over pixel grids, each pixel weighed by its exact share inside.
package raster
