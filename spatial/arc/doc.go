// Package arc turns rings with circular arcs into rings of straight edges.
//
// The points of an arc depend on its circle alone: wherever neighbours split the same circle, and in whichever direction they run
// along it, they get the same points, so that a shared border stays shared. No point of the arc strays from the edges by more than
// [Tolerance]; points of the delivery that only split one circle are left out.
package arc
