// Package clean brings the rows of layers into one working CRS, snaps them to the grid, repairs or refuses them, and remarks on what they
// hold.
package clean
