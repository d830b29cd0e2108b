// Package recount computes the figures of a certificate another way than package coverage does.
//
// It cuts the polygons of zones by the union of their cells with GEOS, and looks at no fact and no face of the snapshot.
package recount
