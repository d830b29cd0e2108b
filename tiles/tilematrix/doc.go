// Package tilematrix holds the tile matrix sets that tiles are served in (OGC 17-083r4, Two Dimensional Tile Matrix Set).
//
// Every set is a band of one pyramid of squares: the projected world is 2³² steps wide, about 1 cm at the equator, and level z of the
// pyramid has 2^z columns. Degrees are longitude and latitude on the ellipsoid of the set's CRS, x runs eastwards and y southwards.
package tilematrix
