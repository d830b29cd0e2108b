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
}

// Mean is the weighted mean; NaN without a valid pixel.
func (s Stats) Mean() float64 { return s.Sum / nonZero(s.Count) }

// Stdev is the weighted standard deviation of the population; NaN without a valid pixel.
func (s Stats) Stdev() float64 {
	m := s.Mean()
	return math.Sqrt(math.Max(0, s.SumSq/nonZero(s.Count)-m*m))
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

func (s *Stats) merge(o Stats) {
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
	s.Min, s.Max = s.Min*unit, s.Max*unit
	if unit < 0 {
		s.Min, s.Max = s.Max, s.Min
	}
	return s
}

// prefixes holds running sums along the rows of one window, so that a run of whole pixels costs four subtractions.
type prefixes struct {
	win                 Window
	count, later        []int32
	sum, sumSq          []float64
	diff                []float64
	valid, laterAllowed []bool
}

func (p *prefixes) load(r *reader, w Window) {
	n := (w.W + 1) * w.H
	if cap(p.sum) < n {
		p.count, p.later = make([]int32, n), make([]int32, n)
		p.sum, p.sumSq = make([]float64, n), make([]float64, n)
	}
	p.win, p.diff, p.valid, p.laterAllowed = w, r.diff, r.valid, r.later
	p.count, p.later, p.sum, p.sumSq = p.count[:n], p.later[:n], p.sum[:n], p.sumSq[:n]
	for y := range w.H {
		at, in := y*(w.W+1), y*w.W
		var count, later int32
		var sum, sumSq float64
		p.count[at], p.later[at], p.sum[at], p.sumSq[at] = 0, 0, 0, 0
		for x := range w.W {
			if r.valid[in+x] {
				d := r.diff[in+x]
				count++
				sum += d
				sumSq += d * d
			}
			if r.later[in+x] {
				later++
			}
			k := at + x + 1
			p.count[k], p.later[k], p.sum[k], p.sumSq[k] = count, later, sum, sumSq
		}
	}
}

// run adds pixels from..to (excluded) of a row, all with one share.
func (p *prefixes) run(s *Stats, row, from, to int, share float64) {
	at := (row - p.win.Y) * (p.win.W + 1)
	a, b := at+from-p.win.X, at+to-p.win.X
	s.Later += share * float64(p.later[b]-p.later[a])
	if p.count[b] == p.count[a] {
		return
	}
	s.Count += share * float64(p.count[b]-p.count[a])
	s.Sum += share * (p.sum[b] - p.sum[a])
	s.SumSq += share * (p.sumSq[b] - p.sumSq[a])
	in := (row - p.win.Y) * p.win.W
	for x := from - p.win.X; x < to-p.win.X; x++ {
		if p.valid[in+x] {
			d := p.diff[in+x]
			if d < s.Min {
				s.Min = d
			}
			if d > s.Max {
				s.Max = d
			}
		}
	}
}

// pixel adds one pixel with its share.
func (p *prefixes) pixel(s *Stats, row, col int, share float64) {
	i := (row-p.win.Y)*p.win.W + col - p.win.X
	if p.laterAllowed[i] {
		s.Later += share
	}
	if !p.valid[i] {
		return
	}
	d := p.diff[i]
	s.Count += share
	s.Sum += share * d
	s.SumSq += share * d * d
	s.Min, s.Max = math.Min(s.Min, d), math.Max(s.Max, d)
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

// zonal meets all features of all layers that reach into the window.
func (p *prefixes) zonal(layers []*layer, s *shares) []partial {
	var out []partial
	w := p.win
	box := spatial.Box{MinX: float64(w.X), MinY: float64(w.Y), MaxX: float64(w.X + w.W), MaxY: float64(w.Y + w.H)}
	for k, l := range layers {
		for _, f := range l.index.Query(box) {
			st := emptyStats()
			s.trace(l.shapes, f, w)
			s.each(l.sign[f],
				func(row, col int, share float64) { p.pixel(&st, row, col, share) },
				func(row, from, to int, share float64) { p.run(&st, row, from, to, share) })
			if st.Later > 0 || st.Count > 0 {
				out = append(out, partial{int32(k), int32(f), st})
			}
		}
	}
	return out
}
