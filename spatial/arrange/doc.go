// Package arrange divides a plane by the borders of polygons into faces that know which polygons hold them.
//
// All decisions are exact. Coordinates are whole multiples of [Unit], borders are noded by snap rounding (Hobby 1999;
// Guibas and Marimont 1998), and every face gets its label by walking from the unbounded ground, which nothing holds,
// across one border after another. Floating point is used only where its error bound proves the sign. It follows that
//
//  1. borders that coincide, touch or pass through vertices need no special case and no tolerance;
//  2. a border is moved by less than one [Unit], and only where it meets another or passes a vertex within a [Unit];
//  3. each face has one label, and the faces of a polygon tile it without gap or overlap;
//  4. the result depends on the polygons, not on the order of their vertices or on threads;
//  5. dividing drawn faces again leaves them apart, but may move a border once more by rule 2, as snap rounding does not
//     come to rest in one step (Halperin and Packer 2002).
//
// An [Arrangement] is scratch space for one goroutine, used again and again:
//
//	var a arrange.Arrangement
//	a.Reset(zone.Bounds(0))
//	a.Add(zone, 0)  // polygon 0
//	a.Add(cells, 7) // polygon 1
//	if err := a.Divide(); err != nil { … }
//	areas := a.Areas(area.Planar(), nil) // by label
package arrange
