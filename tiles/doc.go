// Package tiles turns a snapshot into vector tiles (MVT 2.1) in Web Mercator.
//
// Coordinates are made once per snapshot: unsigned 32-bit integers that cut the world into 2³² steps per axis (about 1 cm),
// x eastwards from 180° W, y southwards from the northern edge. A tile is then a query, a shift, a clip and a write, all
// in integers. Vertices are rounded to the tile's lattice one by one and only exactly straight ones are dropped, so that
// neighbours which share a border share it in every tile: no gap is invented. A polygon too small to be seen vanishes from
// its layer; the points layer carries every gap, overlap and patch at every zoom.
//
// Known limit: rounding at low zooms can make a ring touch or cross itself; filling by MVT's winding rule stays right to
// a tile unit. Simplified shared arcs are a later work.
package tiles
