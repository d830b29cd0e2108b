// Package landscape builds small counties for tests whose figures are known without the code that is tested.
//
// A [Plane] is drawn feature by feature, so that every figure is known by hand. A [Landscape] is a lattice of unit squares on which
// zones, cells and parcels are rectangles, drawn by chance; figures are found by counting squares.
//
// Functions panic where a landscape cannot be built, since that is a mistake of the test.
package landscape
