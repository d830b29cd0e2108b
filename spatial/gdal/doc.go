// Package gdal reads and writes geodata through GDAL.
//
// It is the only package that imports GDAL (cgo). What it hands out are Go values; [Raster], [Transformer] and the writers
// own a handle until they are closed. GDAL's messages never reach the terminal: they become the text of errors.
package gdal
