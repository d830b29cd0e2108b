// Package recount counts coverage a second time, from the polygons of zones, cells, exceptions and parcels alone, by GEOS: it looks at no
// fact and no face, so that a certificate is confirmed by other means than those that made it.
package recount
