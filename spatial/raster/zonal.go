package raster

import "math"

// Stats are the statistics of the main plane inside one feature: the difference of a pair, or the values of one scene.
// Each pixel is weighed by the exact share of it inside and, where the pixels of a grid are not of one size, by its ground
// (see [Weights]); counts and areas are then in the weights' unit instead of pixels.
type Stats struct {
	Count       float64 // Σ share of pixels valid at both dates
	Pixels      float64 // the same without weights: how many pixels that is
	Later       float64 // Σ share of pixels valid at T1
	Area        float64 // of the feature, ground outside the grid included
	Sum         float64 // Σ share·d
	SumSq       float64 // Σ share·d²
	Min, Max    float64 // over valid pixels with a share; +Inf, -Inf without
	m2          float64 // Σ share·(d − mean)²: SumSq − Sum²/Count would cancel where the mean is large
	cells, area float64 // Σ share, Σ share·weight of all pixels, valid or not, where pixels are weighed
}

// Mean is the weighted mean; NaN without a valid pixel.
func (s Stats) Mean() float64 { return s.Sum / nonZero(s.Count) }

// Stdev is the weighted standard deviation of the population; NaN without a valid pixel.
func (s Stats) Stdev() float64 {
	return math.Sqrt(s.m2 / nonZero(s.Count))
}

// ValidShare is the part of the feature that was observed at both dates.
func (s Stats) ValidShare() float64 { return share(s.Count, s.Area) }

// LaterShare is the part of the feature that was observed at the later date.
func (s Stats) LaterShare() float64 { return share(s.Later, s.Area) }

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return math.Min(1, part/whole)
}

func nonZero(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}

func emptyStats() Stats { return Stats{Min: math.Inf(1), Max: math.Inf(-1)} }

// merge adds the statistics of other ground; the central moments by Chan, Golub and LeVeque (1979).
func (s *Stats) merge(o Stats) {
	if s.Count > 0 && o.Count > 0 {
		apart := o.Sum/o.Count - s.Sum/s.Count
		s.m2 += apart * apart * s.Count * (o.Count / (s.Count + o.Count))
	}
	s.m2 += o.m2
	s.Count += o.Count
	s.Pixels += o.Pixels
	s.Later += o.Later
	s.Sum += o.Sum
	s.SumSq += o.SumSq
	s.Min, s.Max = math.Min(s.Min, o.Min), math.Max(s.Max, o.Max)
	s.cells += o.cells
	s.area += o.area
}

// scaled turns statistics of stored values into physical ones: value·unit + origin.
func (s Stats) scaled(unit, origin float64) Stats {
	s.SumSq = s.SumSq*unit*unit + origin*(2*s.Sum*unit+origin*s.Count)
	s.Sum = s.Sum*unit + origin*s.Count
	s.m2 *= unit * unit
	s.Min, s.Max = s.Min*unit+origin, s.Max*unit+origin
	if unit < 0 {
		s.Min, s.Max = s.Max, s.Min
	}
	return s
}
