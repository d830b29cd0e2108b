package ingest

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync/atomic"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// series works out what every scene shows of every feature: statistics of the scene itself, and how much of the feature it or a
// later one saw. Scenes are put onto the grid of the newest one of their quantity.
func (in *intake) series(ctx context.Context, s *data.Snapshot) error {
	var quantities []string
	for _, sc := range in.scenes { // they are ordered by quantity
		if n := len(quantities); n == 0 || quantities[n-1] != sc.Quantity {
			quantities = append(quantities, sc.Quantity)
		}
	}
	for _, q := range quantities {
		scenes, err := in.scenesOf(q)
		if err != nil {
			return err
		}
		one, err := in.seriesOf(ctx, s, scenes)
		if err != nil {
			return fmt.Errorf("series of %s: %w", q, err)
		}
		s.Series = append(s.Series, one)
	}
	return nil
}

func (in *intake) seriesOf(ctx context.Context, s *data.Snapshot, scenes []*scene) (*data.Series, error) {
	newest := scenes[len(scenes)-1]
	layers, err := in.pixelLayers(s, newest)
	if err != nil {
		return nil, err
	}
	print, err := in.rasterPrint(append([]*scene{newest}, scenes...), nil)
	if err != nil {
		return nil, err
	}
	var out *data.Series
	if before := in.seriesBefore(print); before != nil {
		out, err = in.takeSeries(ctx, s, before, scenes, layers)
	} else {
		out, err = in.measureSeries(ctx, scenes, layers, false)
	}
	if err != nil {
		return nil, err
	}
	out.From = print
	return out, nil
}

// measureSeries measures the features of layers in every scene; sparse reads only where there are any.
func (in *intake) measureSeries(ctx context.Context, scenes []*scene, layers []raster.Layer, sparse bool) (*data.Series, error) {
	n := len(scenes)
	newest := scenes[n-1]
	out := &data.Series{Quantity: newest.Quantity, Scenes: make([]data.SceneInfo, n)}
	stats := []*data.SceneStats{&out.Zones, &out.Cells, &out.Parcels}
	sizes := make([]int, len(layers))
	for i, t := range stats {
		sizes[i] = layers[i].Shapes.Len()
		for _, column := range []*[]float64{&t.Count, &t.Mean, &t.Stdev, &t.ValidShare, &t.SinceShare} {
			*column = make([]float64, n*sizes[i])
		}
	}
	seen := newSeenGround(newest.info.Grid)
	for t := n - 1; t >= 0; t-- {
		sc, err := in.onGrid(ctx, newest, scenes[t])
		if err != nil {
			return nil, err
		}
		in.progress.Start(fmt.Sprintf("statistics of %s %s", sc.Quantity, sc.Date), 0)
		single, err := in.single(ctx, sc, layers, seen, sparse)
		if err != nil {
			return nil, err
		}
		since, err := raster.Run(ctx, raster.Pair{T0: seen.zeros, T1: seen.open}, layers, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Sparse: sparse, Weights: newest.weights()})
		if err != nil {
			return nil, err
		}
		in.progress.Done()
		out.Scenes[t] = sc.SceneInfo
		for i, z := range stats {
			for f, one := range single.Stats[i] {
				at := t*sizes[i] + f
				z.Count[at], z.Mean[at], z.Stdev[at] = one.Pixels, one.Mean(), one.Stdev()
				z.ValidShare[at], z.SinceShare[at] = one.ValidShare(), since.Stats[i][f].ValidShare()
			}
		}
	}
	return out, nil
}

// single is one pass over one scene: the statistics of its difference from zero, which are its own. What it observes is noted in
// seen.
func (in *intake) single(ctx context.Context, sc *scene, layers []raster.Layer, seen *seenGround, sparse bool) (*raster.Result, error) {
	pair := raster.Pair{T0: seen.zeros, Scale0: sc.Scale, Scale1: sc.Scale, Offset1: sc.Offset, T1: func() (raster.Band, error) {
		band, err := sc.open()()
		return &notingBand{band, seen}, err
	}}
	return raster.Run(ctx, pair, layers, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step, Sparse: sparse, Weights: sc.weights()})
}

// seenGround is one bit a pixel: whether any scene so far observed it. A county's scene of 10,000² pixels takes 12 MB. Safe for
// concurrent use.
type seenGround struct {
	grid  raster.Grid
	words int // a row
	bits  []uint32
}

func newSeenGround(g raster.Grid) *seenGround {
	words := (g.Width + 31) / 32
	return &seenGround{grid: g, words: words, bits: make([]uint32, words*g.Height)}
}

func (s *seenGround) note(w raster.Window, valid []bool) {
	for y := range w.H {
		row := s.bits[(w.Y+y)*s.words:]
		var word uint32
		for x := range w.W {
			if valid[y*w.W+x] {
				word |= 1 << ((w.X + x) % 32)
			}
			if (w.X+x)%32 == 31 || x == w.W-1 {
				atomic.OrUint32(&row[(w.X+x)/32], word)
				word = 0
			}
		}
	}
}

// open gives a band that is 0 where something was seen, and invalid elsewhere.
func (s *seenGround) open() (raster.Band, error) { return &groundBand{s, true}, nil }

// zeros gives a band that is 0 everywhere.
func (s *seenGround) zeros() (raster.Band, error) { return &groundBand{s, false}, nil }

type groundBand struct {
	seen *seenGround
	only bool // what was seen
}

func (b *groundBand) Grid() raster.Grid     { return b.seen.grid }
func (b *groundBand) BlockSize() (w, h int) { return 512, 512 }
func (b *groundBand) Close() error          { return nil }

func (b *groundBand) Read(w raster.Window, values []float64, valid []bool) error {
	clear(values[:w.W*w.H])
	for y := range w.H {
		row := b.seen.bits[(w.Y+y)*b.seen.words:]
		for x := range w.W {
			at := w.X + x
			valid[y*w.W+x] = !b.only || row[at/32]&(1<<(at%32)) != 0
		}
	}
	return nil
}

// notingBand notes what of a scene is an observation. An index divided by zero is none.
type notingBand struct {
	raster.Band
	seen *seenGround
}

func (b *notingBand) Read(w raster.Window, values []float64, valid []bool) error {
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	for i, v := range values[:w.W*w.H] {
		valid[i] = valid[i] && !math.IsInf(v, 0) && !math.IsNaN(v)
	}
	b.seen.note(w, valid)
	return nil
}
