package sample

import "math"

// smooth is value noise on the unit lattice, between 0 and 1, the same everywhere for the same place.
func smooth(x, y float64) float64 {
	ix, iy := math.Floor(x), math.Floor(y)
	fx, fy := x-ix, y-iy
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	a, b := hashed(ix, iy), hashed(ix+1, iy)
	c, d := hashed(ix, iy+1), hashed(ix+1, iy+1)
	return (a*(1-fx)+b*fx)*(1-fy) + (c*(1-fx)+d*fx)*fy
}

// hashed is a number in [0,1) for a lattice point (SplitMix64's finaliser).
func hashed(x, y float64) float64 {
	h := uint64(int64(x))*0x9E3779B97F4A7C15 ^ uint64(int64(y))*0xC2B2AE3D27D4EB4F
	h = (h ^ h>>30) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>27) * 0x94D049BB133111EB
	h ^= h >> 31
	return float64(h>>11) / (1 << 53)
}

// octave is one scale of a picture: its period in pixels, amplitude, and place in the noise.
type octave struct{ period, amp, shift float64 }

// field adds octaves of noise; place shifts it to another part of the noise, one for each seed.
type field []octave

func (f field) row(out []float64, y int, place float64) {
	clear(out)
	for _, o := range f {
		fy := (float64(y) + 0.5) / o.period
		for x := range out {
			out[x] += o.amp * (smooth((float64(x)+0.5)/o.period+o.shift+place, fy+o.shift*1.7-place) - 0.5)
		}
	}
}
