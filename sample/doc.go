// Package sample writes a synthetic county whose gaps, overlaps and clear-cuts are known by construction.
//
// Ground is a lattice of jittered hexagons whose sides are midpoint-displacement fractals; neighbours share the very same
// vertices, so that whatever is made of whole hexagons is an exact partition. Villages are groups of hexagons, townships
// groups of villages; cells are hexagons too, but some join two across a village border. What is planted is drawn as
// polygons of its own, so that its area is known without any overlay. Names, codes (prefix 99) and people are invented.
package sample
