package raster

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Options bound the work. Progress, if set, is called from several goroutines with windows done.
type Options struct {
	Workers  int
	Progress func(done int)
	// WindowPixels is about how many pixels a worker holds at once; 0 is [DefaultWindow].
	WindowPixels int
}

// DefaultWindow keeps a worker below about 50 MB.
const DefaultWindow = 1 << 20

// Result is what one pass over a pair of scenes finds, in physical units.
type Result struct {
	Stats         [][]Stats // by layer, by feature
	Patches       []Patch   // ordered by first pixel, row by row
	ValidPixels   int64     // valid at both dates
	SinglePixels  int64     // valid at exactly one
	ChangedPixels int64     // before the minimum area
	SumDiff       float64   // over valid pixels
}

// windowResult is what one window contributes; contributions are merged in window order, so that results do not depend on
// how many workers there were.
type windowResult struct {
	partials []partial
	runs     []run
	valid    int64
	single   int64
	sum      float64
}

// Run computes the statistics of T1 − T0 for the features of all layers, in pixel coordinates of the common grid, and the
// patches of change, decoding each block once.
func Run(ctx context.Context, pair Pair, layers []*spatial.Polygons, rule Rule, o Options) (*Result, error) {
	pair.normalise()
	probe, err := pair.open()
	if err != nil {
		return nil, err
	}
	grid := probe.b0.Grid()
	bw, bh := probe.b0.BlockSize()
	probe.close()
	wins := windows(grid, bw, bh, o.WindowPixels)
	prepared := make([]*layer, len(layers))
	for i, p := range layers {
		prepared[i] = newLayer(p)
	}
	results := make([]windowResult, len(wins))
	low, high := pair.limits(rule)
	err = eachWindow(ctx, pair, len(wins), o, func(r *reader, s *shares, i int) error {
		if err := r.read(wins[i]); err != nil {
			return err
		}
		out := &results[i]
		out.valid, out.single, out.sum = r.both, r.single, r.sum
		out.partials = r.zonal(prepared, s)
		if rule.Drop != 0 || rule.Rise != 0 {
			out.runs = changedRuns(r, wins[i], low, high)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return merge(&pair, layers, rule, results), nil
}

func merge(pair *Pair, layers []*spatial.Polygons, rule Rule, results []windowResult) *Result {
	out := &Result{Stats: make([][]Stats, len(layers))}
	for k, p := range layers {
		out.Stats[k] = make([]Stats, p.Len())
		for f := range out.Stats[k] {
			out.Stats[k][f] = emptyStats()
		}
	}
	var runs []run
	for _, w := range results {
		for _, p := range w.partials {
			out.Stats[p.layer][p.feature].merge(p.stats)
		}
		runs = append(runs, w.runs...)
		out.ValidPixels += w.valid
		out.SinglePixels += w.single
		out.SumDiff += w.sum
	}
	unit := pair.unit()
	out.SumDiff *= unit
	for k, p := range layers {
		for f := range out.Stats[k] {
			s := out.Stats[k][f].scaled(unit)
			s.Area = abs(pixelArea(p, f))
			out.Stats[k][f] = s
		}
	}
	for _, u := range runs {
		out.ChangedPixels += int64(u.to - u.from)
	}
	label(runs, rule.Connectivity)
	out.Patches = patches(runs, rule.MinPixels, unit)
	return out
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// windows covers the grid by windows of whole blocks, each about as large as wished, row by row.
func windows(g Grid, bw, bh, pixels int) []Window {
	if pixels <= 0 {
		pixels = DefaultWindow
	}
	bw, bh = max(1, min(bw, g.Width)), max(1, min(bh, g.Height))
	if bw*bh > 4*pixels { // a file of one huge block: reading it in parts decodes more often, but bounds memory
		bh = max(1, pixels/bw)
	}
	h := bh * max(1, min(512, pixels/bw)/bh)
	w := bw * max(1, pixels/h/bw)
	var out []Window
	for y := 0; y < g.Height; y += h {
		for x := 0; x < g.Width; x += w {
			out = append(out, Window{x, y, min(w, g.Width-x), min(h, g.Height-y)})
		}
	}
	return out
}

// worker is what one goroutine owns: open bands and buffers.
type worker struct {
	reader *reader
	shares shares
}

// eachWindow calls do for every window from bounded goroutines.
func eachWindow(ctx context.Context, pair Pair, n int, o Options, do func(r *reader, s *shares, i int) error) error {
	open := func() (*worker, error) {
		r, err := pair.open()
		if err != nil {
			return nil, fmt.Errorf("open scene: %w", err)
		}
		return &worker{reader: r}, nil
	}
	return parallel.Each(ctx, n, o.Workers, open, func(w *worker) { w.reader.close() }, func(w *worker, i int) error {
		if err := do(w.reader, &w.shares, i); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(1)
		}
		return nil
	})
}
