package area

import "math"

// BetweenParallels is the ellipsoidal area between two parallels and two meridians that are dlon degrees apart, by the closed
// formula of the authalic latitude (Snyder, Map Projections, 1987, equation 3-12). Latitudes in degrees; of a pixel of 30 m it is
// right to 1e-9.
func BetweenParallels(lat0, lat1, dlon float64) M2 {
	e2 := flattening * (2 - flattening)
	e := math.Sqrt(e2)
	q := func(lat float64) float64 {
		s := math.Sin(lat * math.Pi / 180)
		return (1 - e2) * (s/(1-e2*s*s) + math.Atanh(e*s)/e)
	}
	return M2(math.Abs(semiMajor * semiMajor / 2 * (q(lat1) - q(lat0)) * dlon * math.Pi / 180))
}
