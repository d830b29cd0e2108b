// Package geos judges whether polygons are valid and repairs those that are not.
//
// It stands on GEOS 3.11 through go-geos and is the only package that imports it. A [Worker] owns one GEOS context and
// belongs to one goroutine; what it hands out are Go values.
package geos
