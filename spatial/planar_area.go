package spatial

import "github.com/twpayne/go-geom"

// PlanarArea is the area of a multipolygon in the plane of its coordinates, in their unit squared, whichever way its rings turn: outer
// rings count as positive, holes as negative. Of one that is not valid it is the same sum.
func PlanarArea(mp *geom.MultiPolygon) float64 {
	sum, start := 0.0, 0
	for _, ends := range mp.Endss() {
		for r, e := range ends {
			a := RingArea(mp.FlatCoords()[start:e])
			if (a < 0) == (r == 0) {
				a = -a
			}
			sum += a
			start = e
		}
	}
	return sum
}
