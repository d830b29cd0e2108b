// Package overlay cuts polygon layers against each other.
//
// It stands on GEOS 3.11 (OverlayNG) through go-geos and is the only package that imports it. A [Worker] owns one GEOS
// context and belongs to one goroutine; what it hands out are Go values.
package overlay
