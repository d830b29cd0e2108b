package raster

import (
	"context"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Options bound the work and say what is wanted besides [Stats] of the main plane. The zero value works.
type Options struct {
	Workers  int
	Progress func(done int) // called from several goroutines with windows done
	// WindowPixels is about how many pixels a worker holds at once; 0 is [DefaultWindow].
	WindowPixels int

	// Sparse reads only windows that some feature reaches; pixel counts are of those windows then, and no patches are sought.
	Sparse bool

	Weights   *Weights  // nil: all pixels hold the same ground
	Quantiles []float64 // parts between 0 and 1, each the smallest value with at least that part of the weight at or below it
	Classes   bool      // the ground of each value of the later scene, for scenes of classes
}

// DefaultWindow keeps a worker below about 50 MB.
const DefaultWindow = 1 << 20

// Result is what one pass over a pair of scenes finds, in physical units.
type Result struct {
	Stats         [][]Stats         // by layer, by feature
	Quantiles     [][][]float64     // in the order asked for; nil for a feature without a valid pixel
	Classes       [][][]ClassGround // ascending by class
	Patches       []Patch           // ordered by first pixel, row by row
	ValidPixels   int64             // valid at both dates
	SinglePixels  int64             // valid at exactly one
	ChangedPixels int64             // before the minimum area
	SumDiff       float64           // over valid pixels
}

// ClassGround is how much of a feature the later scene shows as one class; its share of what was observed is Count over the
// feature's Stats.Later. Class is the stored value.
type ClassGround struct{ Class, Count float64 }

// tiling cuts a grid into windows, row by row.
type tiling struct {
	grid             Grid
	w, h, cols, rows int
}

// tile makes windows of whole blocks, each about as large as wished and as square as blocks allow, so that few features
// are cut.
func tile(g Grid, bw, bh, pixels int) tiling {
	if pixels <= 0 {
		pixels = DefaultWindow
	}
	bw, bh = max(1, min(bw, g.Width)), max(1, min(bh, g.Height))
	if bw*bh > 4*pixels { // a file of one huge block: reading it in parts decodes more often, but bounds memory
		bh = max(1, pixels/bw)
	}
	side := 1
	for (side+1)*(side+1) <= pixels {
		side += max(1, side/64)
	}
	h := bh * max(1, min(side, pixels/bw)/bh)
	w := bw * max(1, pixels/h/bw)
	return tiling{g, w, h, (g.Width + w - 1) / w, (g.Height + h - 1) / h}
}

func (t tiling) window(i int) Window {
	x, y := i%t.cols*t.w, i/t.cols*t.h
	return Window{x, y, min(t.w, t.grid.Width-x), min(t.h, t.grid.Height-y)}
}

// Run computes the statistics of T1 − T0 (of T1 where there is no T0) for the features of all layers and the patches of change,
// decoding each block once. The result does not depend on the number of workers, and on the size of windows only by the rounding
// of sums (1e-12). Errors are those of opening and reading the bands, a [*GridMismatchError], or ctx's.
func Run(ctx context.Context, pair Pair, layers []Layer, rule Rule, o Options) (*Result, error) {
	pair.normalise()
	probe, err := pair.open()
	if err != nil {
		return nil, err
	}
	bw, bh := probe.later.BlockSize()
	t, whole := tile(probe.later.Grid(), bw, bh, o.WindowPixels), probe.whole(&pair)
	probe.close()
	j := &job{pair: &pair, rule: &rule, options: &o, tiling: t, layers: make([]*layer, len(layers))}
	for i, in := range layers {
		if j.layers[i], err = newLayer(in, t); err != nil {
			return nil, err
		}
	}
	c := newCollector(j)
	if whole {
		err = meetWindows[int32, int64](ctx, j, c)
	} else {
		err = meetWindows[float64, float64](ctx, j, c)
	}
	if err != nil {
		return nil, err
	}
	return c.finish(), nil
}

// job is what all workers share and only read.
type job struct {
	pair    *Pair
	rule    *Rule
	options *Options
	tiling  tiling
	layers  []*layer
}

// meetWindows meets every window from bounded goroutines.
func meetWindows[T value, A total](ctx context.Context, j *job, c *collector) error {
	open := func() (*worker[T, A], error) {
		b, err := j.pair.open()
		if err != nil {
			return nil, err
		}
		r := newReader[T, A](j.pair, b, j.keeps())
		return &worker[T, A]{job: j, reader: r, marker: newMarker(r, j.rule)}, nil
	}
	return parallel.Each(ctx, j.tiling.cols*j.tiling.rows, j.options.Workers, open,
		func(w *worker[T, A]) { w.reader.bands.close() }, func(w *worker[T, A], i int) error {
			if j.options.Sparse && !j.reached(i) {
				c.add(i, windowResult{})
				return nil
			}
			out, err := w.window(i)
			if err != nil {
				return err
			}
			c.add(i, out)
			if j.options.Progress != nil {
				j.options.Progress(1)
			}
			return nil
		})
}

// reached tells whether a feature reaches into window i.
func (j *job) reached(i int) bool {
	for _, l := range j.layers {
		if len(l.in(i)) > 0 {
			return true
		}
	}
	return false
}

// keeps tells whether the stored values are needed beside their difference.
func (j *job) keeps() bool { return j.options.Classes }

// worker is what one goroutine owns: open bands and buffers.
type worker[T value, A total] struct {
	*job
	reader  *reader[T, A]
	marker  *marker[T, A]
	shares  shares
	values  gatherer[T, A]
	marks   []bool
	weighed []part
}

// windowResult is what one window contributes.
type windowResult struct {
	partials []partial
	runs     []run
	valid    int64
	single   int64
	sum      float64
}

// partial is what one window knows of one feature.
type partial struct {
	layer, feature  int32
	stats           Stats
	values, classes histogram
}

func (w *worker[T, A]) window(i int) (out windowResult, err error) {
	r := w.reader
	next := make([]int, len(w.layers)) // feature of each layer to be met
	err = r.read(w.tiling.window(i), func(rows int) {
		done := float64(r.win.Y + rows)
		for k, l := range w.layers {
			in := l.in(i)
			for ; next[k] < len(in) && (l.boxes[in[next[k]]].MaxY <= done || rows == r.win.H); next[k]++ {
				if p, ok := w.meet(l, int(in[next[k]])); ok {
					p.layer, p.feature = int32(k), in[next[k]]
					out.partials = append(out.partials, p)
				}
			}
		}
	})
	if err != nil {
		return out, err
	}
	out.valid, out.single, out.sum = r.both, r.single, r.sum
	if w.rule.seeks() && r.bands.earlier != nil {
		out.runs = w.changedRuns()
	}
	return out, nil
}

// meet describes a feature in the window just read.
func (w *worker[T, A]) meet(l *layer, f int) (p partial, ok bool) {
	r, o := w.reader, w.options
	held := w.shares.cut(l.shapes, f, l.boxes[f], r.win, l.sign(f))
	if len(held.parts)+len(held.whole) == 0 {
		return p, false
	}
	weights := windowWeights{o.Weights, r.win}
	if len(o.Quantiles) > 0 {
		p.values = w.values.gather(r.main(), held, weights)
	}
	if o.Classes {
		p.classes = w.values.gather(&r.v1, held, weights)
	}
	var pixels, cells, area float64
	if o.Weights != nil {
		pixels = r.main().observed(held)
		w.weighed, cells, area = weights.weigh(held, w.weighed[:0])
		held = ground{parts: w.weighed}
	}
	p.stats = r.main().describe(held)
	p.stats.Pixels, p.stats.cells, p.stats.area = pixels, cells, area
	return p, true
}
