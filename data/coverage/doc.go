// Package coverage answers how much of each zone's ground is covered on a date, where it is not, and what that takes to mend.
//
// An answer is a sum over the facts of the overlay, so that tables and maps cannot disagree; only the polygons of gaps for other dates
// than the snapshot's own are drawn when they are asked for. An [Engine] keeps what it worked out.
package coverage
