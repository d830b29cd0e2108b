package area

import "math"

const radians = math.Pi / 180

// Degree is the ground on the ellipsoid under one square degree at a latitude in degrees: (π/180)²·M·N·cos φ, with the radii
// of curvature M and N of the meridian and across it.
func Degree(lat float64) M2 {
	sin, cos := math.Sincos(lat * radians)
	n := 1 - ecc2*sin*sin
	return M2(radians * radians * semiMajor * semiMajor * (1 - ecc2) * cos / (n * n))
}

// DegreeRows are the areas of the pixels of a grid in degrees whose rows run along parallels, one a row: row r lies between
// the latitudes top + r·step and top + (r+1)·step (a negative step leads south), and a pixel is width degrees wide. The
// density of area is integrated by Gauss's rule over each row, or over quarters of a degree of higher ones, to 1e-13.
func DegreeRows(top, step, width float64, rows int) []float64 {
	parts := max(1, int(math.Ceil(4*math.Abs(step))))
	height := step / float64(parts)
	out := make([]float64, rows)
	for r := range out {
		sum := 0.0
		for p := range parts {
			from := top + float64(r)*step + float64(p)*height
			for g, at := range gaussAt {
				sum += gaussWeight[g] * float64(Degree(from+at*height))
			}
		}
		out[r] = math.Abs(width*height) * sum
	}
	return out
}
