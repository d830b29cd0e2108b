// Package topology holds polygons on an integer lattice as rings over shared vertices, and makes them coarser without parting
// neighbours: what two rings share they share afterwards, what does not cross does not cross afterwards.
//
// After [Builder.Build] and after every [Polygons.Coarsen] and [Polygons.Simplify] three things hold:
//
//	I1  vertices lie on the lattice, each once;
//	I2  no edge passes through the half-open unit square around a vertex that is not its end;
//	I3  no two edges cross.
//
// I1 to I3 come from iterated snap rounding (Hobby 1999, "Practical segment intersection with finite precision output";
// Halperin and Packer 2002, "Iterated snap rounding"). Simplification is Visvalingam and Whyatt's (1993), guarded so that I2 and
// I3 stay. A cut along a lattice line may therefore round its points along the line: nothing lies in between.
//
// Rings are not closed. An outer ring has a positive area by MVT's surveyor's formula (with x to the right and y downwards:
// clockwise as seen), and its holes, with negative areas, follow it. Everything is deterministic.
package topology
