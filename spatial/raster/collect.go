package raster

import (
	"math"
	"sync"
)

// collector merges the results of windows in their order, whichever worker is done first, so that sums do not depend on how
// many there were. A feature's histogram is kept no longer than until its last window.
type collector struct {
	job     *job
	mu      sync.Mutex
	next    int
	waiting map[int]windowResult
	out     *Result
	runs    []run
	pending [][]pending // by layer, by feature; only with histograms
}

// pending is a feature whose histograms are not complete.
type pending struct {
	windows         int32 // still to come
	values, classes histogram
}

func newCollector(j *job) *collector {
	c := &collector{job: j, waiting: map[int]windowResult{}, out: &Result{Stats: make([][]Stats, len(j.layers))}}
	o := j.options
	for k, l := range j.layers {
		n := l.shapes.Len()
		c.out.Stats[k] = empties(n)
		if len(o.Quantiles) > 0 {
			c.out.Quantiles = append(c.out.Quantiles, make([][]float64, n))
		}
		if o.Classes {
			c.out.Classes = append(c.out.Classes, make([][]ClassGround, n))
		}
		if len(o.Quantiles) > 0 || o.Classes {
			p := make([]pending, n)
			for _, f := range l.which {
				for g := f; g >= 0; g = l.sum[g] {
					p[g].windows++
				}
			}
			c.pending = append(c.pending, p)
		}
	}
	return c
}

func empties(n int) []Stats {
	out := make([]Stats, n)
	for i := range out {
		out[i] = emptyStats()
	}
	return out
}

// add takes the result of window i.
func (c *collector) add(i int, w windowResult) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting[i] = w
	for {
		w, ok := c.waiting[c.next]
		if !ok {
			return
		}
		delete(c.waiting, c.next)
		c.merge(w)
		if c.pending != nil {
			c.settle(c.next)
		}
		c.next++
	}
}

// merge adds a window to the features it meets and to those that are sums of them.
func (c *collector) merge(w windowResult) {
	for _, p := range w.partials {
		sum := c.job.layers[p.layer].sum
		for f := p.feature; f >= 0; f = sum[f] {
			c.out.Stats[p.layer][f].merge(p.stats)
			if c.pending != nil {
				h := &c.pending[p.layer][f]
				h.values, h.classes = h.values.merge(p.values), h.classes.merge(p.classes)
			}
		}
	}
	c.runs = append(c.runs, w.runs...)
	c.out.ValidPixels += w.valid
	c.out.SinglePixels += w.single
	c.out.SumDiff += w.sum
}

// settle answers from the histograms that window i completed, and drops them.
func (c *collector) settle(i int) {
	unit, origin := c.job.pair.unit()
	for k, l := range c.job.layers {
		for _, first := range l.in(i) {
			for f := first; f >= 0; f = l.sum[f] {
				h := &c.pending[k][f]
				if h.windows--; h.windows > 0 {
					continue
				}
				if q := c.job.options.Quantiles; len(q) > 0 {
					c.out.Quantiles[k][f] = h.values.scaled(unit, origin).quantiles(q)
				}
				for _, b := range h.classes {
					c.out.Classes[k][f] = append(c.out.Classes[k][f], ClassGround{b.value, b.weight})
				}
				*h = pending{}
			}
		}
	}
}

// finish brings everything into physical units and makes patches of runs.
func (c *collector) finish() *Result {
	out, pair := c.out, c.job.pair
	unit, origin := pair.unit()
	for k, l := range c.job.layers {
		for f := range out.Stats[k] {
			s := out.Stats[k][f].scaled(unit, origin)
			s.Area = c.area(l, f, s)
			if c.job.options.Weights == nil {
				s.Pixels = s.Count
			}
			out.Stats[k][f] = s
		}
	}
	out.SumDiff = out.SumDiff*unit + origin*float64(out.ValidPixels)
	for _, u := range c.runs {
		out.ChangedPixels += int64(u.to - u.from)
	}
	out.Patches = patches(c.runs, c.job.rule, unit, c.job.tiling.grid)
	return out
}

// area is feature f's whole ground.
func (c *collector) area(l *layer, f int, s Stats) float64 {
	b, g := l.boxes[f], c.job.tiling.grid
	near := func(v float64, n int) int { return max(0, min(n-1, int(math.Max(-1, math.Min(v, float64(n)))))) }
	col, row := 0, 0
	if !b.Empty() {
		col, row = near((b.MinX+b.MaxX)/2, g.Width), near((b.MinY+b.MaxY)/2, g.Height)
	}
	return c.job.options.Weights.area(s, math.Abs(l.area[f]), col, row)
}
