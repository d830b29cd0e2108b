// Package landscape makes small counties for tests: [Landscape] at random on a grid of squares, so that an oracle can count, and [Plane]
// by hand, where every number is known.
package landscape
