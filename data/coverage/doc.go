// Package coverage answers how much of each zone's ground is in a valid cell.
//
// Every figure is a sum over the facts of a snapshot, for any date, so that covered + gap + accepted = demand holds by construction.
// Areas are in m², on the ellipsoid unless a plane is named.
package coverage
