// Package render writes answers as JSON, CSV, GeoJSON, workbooks or tables for people. It needs neither GDAL nor GEOS; vector files are
// package vectorfile's.
package render
