package raster

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Stats are the statistics of a difference inside one feature, each pixel weighed by the exact share of it inside.
type Stats struct {
	Count    float64 // Σ share of pixels valid at both dates
	Later    float64 // Σ share of pixels valid at T1
	Area     float64 // of the feature in pixels, ground outside the grid included
	Sum      float64 // Σ share·d
	SumSq    float64 // Σ share·d²
	Min, Max float64 // over valid pixels with a share; +Inf, -Inf without
	m2       float64 // Σ share·(d − mean)²: SumSq − Sum²/Count would cancel where the mean is large
}

// Mean is the weighted mean; NaN without a valid pixel.
func (s Stats) Mean() float64 { return s.Sum / nonZero(s.Count) }

// Stdev is the weighted standard deviation of the population; NaN without a valid pixel.
func (s Stats) Stdev() float64 {
	return math.Sqrt(s.m2 / nonZero(s.Count))
}

// ValidShare is the part of the feature that was observed at both dates.
func (s Stats) ValidShare() float64 {
	if s.Area == 0 {
		return 0
	}
	return math.Min(1, s.Count/s.Area)
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
	s.Later += o.Later
	s.Sum += o.Sum
	s.SumSq += o.SumSq
	s.Min, s.Max = math.Min(s.Min, o.Min), math.Max(s.Max, o.Max)
}

// scaled turns statistics of stored differences into physical ones.
func (s Stats) scaled(unit float64) Stats {
	s.Sum *= unit
	s.SumSq *= unit * unit
	s.m2 *= unit * unit
	s.Min, s.Max = s.Min*unit, s.Max*unit
	if unit < 0 {
		s.Min, s.Max = s.Max, s.Min
	}
	return s
}

// tally sums the pixels of one feature in one window. Differences are taken about the first one met: whole numbers stay
// exact, the variance does not cancel, and no pixel outside the feature enters a sum.
type tally struct {
	count, later, shift, sum, sumSq, min, max float64
}

// run adds pixels from..to (excluded) of a row, all with one share.
func (t *tally) run(r *reader, row, from, to int, share float64) {
	at := (row-r.win.Y)*r.win.W - r.win.X
	diff, valid, later := r.diff[at+from:at+to], r.valid[at+from:at+to], r.later[at+from:at+to]
	var count, seen int
	var sum, sumSq float64
	for i, d := range diff {
		if later[i] {
			seen++
		}
		if !valid[i] {
			continue
		}
		if t.count == 0 && count == 0 {
			t.shift = d
		}
		if d < t.min {
			t.min = d
		}
		if d > t.max {
			t.max = d
		}
		d -= t.shift
		count++
		sum += d
		sumSq += d * d
	}
	t.later += share * float64(seen)
	t.count += share * float64(count)
	t.sum += share * sum
	t.sumSq += share * sumSq
}

func (t *tally) stats() Stats {
	s := Stats{Count: t.count, Later: t.later, Min: t.min, Max: t.max}
	if t.count > 0 {
		s.Sum = t.sum + t.shift*t.count
		s.SumSq = t.sumSq + t.shift*(2*t.sum+t.shift*t.count)
		s.m2 = math.Max(0, t.sumSq-t.sum*(t.sum/t.count))
	}
	return s
}

// layer is a polygon layer in pixel coordinates, ready to be met window by window.
type layer struct {
	shapes *spatial.Polygons
	index  *spatial.Index
	sign   []float64 // makes shares positive: the layer's winding seen in the pixel plane
}

func newLayer(p *spatial.Polygons) *layer {
	l := &layer{shapes: p, index: spatial.NewIndex(p), sign: make([]float64, p.Len())}
	for f := range l.sign {
		l.sign[f] = 1
		if pixelArea(p, f) > 0 {
			l.sign[f] = -1
		}
	}
	return l
}

// pixelArea is the signed area of feature f in pixels.
func pixelArea(p *spatial.Polygons, f int) float64 {
	var sum float64
	p.EachRing(f, func(_, _ int, xy []float64) { sum += spatial.RingArea(xy) })
	return sum
}

// partial is what one window knows of one feature.
type partial struct {
	layer, feature int32
	stats          Stats
}

// zonal meets all features of all layers that reach into the window just read.
func (r *reader) zonal(layers []*layer, s *shares) []partial {
	var out []partial
	w := r.win
	box := spatial.Box{MinX: float64(w.X), MinY: float64(w.Y), MaxX: float64(w.X + w.W), MaxY: float64(w.Y + w.H)}
	for k, l := range layers {
		for _, f := range l.index.Query(box) {
			t := tally{min: math.Inf(1), max: math.Inf(-1)}
			s.trace(l.shapes, f, w)
			s.each(l.sign[f], func(row, from, to int, share float64) { t.run(r, row, from, to, share) })
			if t.later > 0 || t.count > 0 {
				out = append(out, partial{int32(k), int32(f), t.stats()})
			}
		}
	}
	return out
}
