// Package tiles makes vector tiles (MVT 2.1) of snapshots.
//
// At ingest [build.Write] builds two pyramids, one in Web Mercator and one in degrees: a level's polygons are the next finer level's, on a
// lattice of 8192 units a tile, simplified so that neighbours keep sharing their borders (package mesh). What is too small to be
// seen is a point, merged with its like, or left out, by rules that TileJSON states ([serve.Layer.Rules]). Each layer of each tile is
// encoded with the attributes that its level carries, deflated, and filed under its place ([pyramid.DeflatedLayer], [pyramid.Section], [pyramid.Pyramid]).
//
// At a request the server joins those layers to one gzip member ([serve.Set.AppendReady]); tiles with further attributes, of one zone, or
// beyond the pyramid's levels are made of the same bytes ([serve.Set.Tile]) and kept in a [serve.Cache].
//
// Coordinates: unsigned steps of 2⁻³² of the world's width (about 1 cm), x eastwards from 180° W, y southwards from the northern
// edge; the finest level keeps them all.
package serve
