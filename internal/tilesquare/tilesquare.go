// Package tilesquare is a reference for tests of tiles: rings cut to the unit square, by means that share nothing with the code that
// cuts tiles.
package tilesquare

// Within clips a ring to the unit square by Sutherland and Hodgman, whose spikes have no area.
func Within(ring [][2]float64) [][2]float64 {
	for side := range 4 {
		axis, at, sign := side/2, float64(side%2), 1-2*float64(side%2)
		var out [][2]float64
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			da, db := sign*(a[axis]-at), sign*(b[axis]-at)
			if da >= 0 {
				out = append(out, a)
			}
			if (da < 0) != (db < 0) {
				u := da / (da - db)
				out = append(out, [2]float64{a[0] + u*(b[0]-a[0]), a[1] + u*(b[1]-a[1])})
			}
		}
		ring = out
	}
	return ring
}

// Area is the signed area of a ring by the surveyor's formula.
func Area(ring [][2]float64) (area float64) {
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		area += a[0]*b[1] - b[0]*a[1]
	}
	return area / 2
}
