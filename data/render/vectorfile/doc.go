// Package vectorfile writes the features of an answer into a GeoPackage or a shapefile. It stands apart from package render, since it
// needs GDAL.
package vectorfile
