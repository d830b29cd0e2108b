// Package build makes the pyramids of a snapshot: projects, generalises, cuts into tiles, encodes.
//
// Layers whose borders are each other's go through one topology ([topology.Polygons]) from fine to coarse: a level's polygons are the
// next finer level's, rounded to the level's lattice and simplified so that neighbours keep sharing their borders. What is too small to
// be seen becomes a point, is merged with its like, or is left out, as [Rules] says in words. Lines share nothing and are simplified
// one by one ([Lines]). Coordinates enter in the working CRS, in metres.
package build
