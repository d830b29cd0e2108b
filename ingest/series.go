package ingest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// series works out what every scene shows of every feature: statistics of the scene itself, and how much of the feature it or a
// later one saw. Scenes are put onto one grid, see [intake.seriesStage].
func (in *intake) series(ctx context.Context, s *data.Tables) error {
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
		in.noteEmpty(one)
	}
	return nil
}

func (in *intake) seriesOf(ctx context.Context, s *data.Tables, scenes []*scene) (*data.Series, error) {
	base, err := in.seriesStage(s, scenes)
	if err != nil {
		return nil, err
	}
	layers, err := in.pixelLayers(s, base)
	if err != nil {
		return nil, err
	}
	print, err := in.rasterPrint(append([]*scene{base}, scenes...), nil)
	if err != nil {
		return nil, err
	}
	var out *data.Series
	if before := in.seriesBefore(print); before != nil {
		out, err = in.takeSeries(ctx, s, before, base, scenes, layers)
	} else {
		out, err = in.measureSeries(ctx, base, scenes, layers, false)
	}
	if err != nil {
		return nil, err
	}
	out.From = print
	return out, nil
}

// seriesStage is the grid that the scenes of a quantity are put onto: the newest one's, as far as any of them shows features. Where
// that would be far too fine, it is the grid of the scene with the largest pixels for which it is not.
func (in *intake) seriesStage(s *data.Tables, scenes []*scene) (*scene, error) {
	newest := scenes[len(scenes)-1]
	staged, ok, err := in.stage(s, newest, scenes)
	if ok || err != nil {
		return staged, err
	}
	candidates := slices.Clone(scenes) // the one with the fewest pixels on the ground of the zones first
	pixels := map[*scene]float64{}
	for _, sc := range scenes {
		layers, err := in.pixelLayers(s, sc)
		if err != nil {
			return nil, err
		}
		box := layers[0].Shapes.Extent()
		pixels[sc] = box.Width() * box.Height()
	}
	slices.SortStableFunc(candidates, func(a, b *scene) int { return cmp.Compare(pixels[a], pixels[b]) })
	for _, base := range candidates {
		staged, ok, err := in.stage(s, base, scenes)
		if err != nil {
			return nil, err
		}
		if ok {
			in.report.note("series of %s: all scenes were put onto pixels like those of %s, since those of the newest one, %s, are far too small for the ground that others show", newest.Quantity, base.source.Path, newest.source.Path)
			return staged, nil
		}
	}
	return nil, fmt.Errorf("its scenes differ too much in the size of their pixels and their ground; deliver them on one grid, or as different quantities")
}

// measureSeries measures the features of layers, in base's pixels, in every scene; sparse reads only where there are any.
func (in *intake) measureSeries(ctx context.Context, base *scene, scenes []*scene, layers []raster.Layer, sparse bool) (*data.Series, error) {
	n := len(scenes)
	out := &data.Series{Quantity: base.Quantity, Scenes: make([]data.SceneInfo, n)}
	stats := []*data.SceneStats{&out.Zones, &out.Cells, &out.Parcels}
	sizes := make([]int, len(layers))
	for i, t := range stats {
		sizes[i] = layers[i].Shapes.Len()
		for _, column := range []*[]float64{&t.Count, &t.Mean, &t.Stdev, &t.ValidShare, &t.SinceShare} {
			*column = make([]float64, n*sizes[i])
		}
	}
	seen, weights := newSeenGround(base.info.Grid), base.weights()
	for t := n - 1; t >= 0; t-- {
		sc, err := in.onGrid(ctx, base, scenes[t])
		if err != nil {
			return nil, err
		}
		in.progress.Start(fmt.Sprintf("statistics of %s %s", sc.Quantity, sc.Date), 0)
		single, err := in.single(ctx, sc, layers, seen, raster.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step, Sparse: sparse, Weights: weights, Classes: sc.source.Kind == kindClass})
		if err != nil {
			return nil, err
		}
		since := single // nothing is newer than the newest
		if t < n-1 {
			if since, err = raster.Run(ctx, raster.Pair{T1: seen.open}, layers, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Sparse: sparse, Weights: weights}); err != nil {
				return nil, err
			}
		}
		in.progress.Done()
		out.Scenes[t] = sc.SceneInfo
		for i, z := range stats {
			addClasses(z, single, i, sizes[i])
		}
		for i, z := range stats {
			for f, one := range single.Stats[i] {
				at := t*sizes[i] + f
				z.Count[at], z.Mean[at], z.Stdev[at] = one.Pixels, one.Mean(), one.Stdev()
				if sc.codes() {
					z.Mean[at], z.Stdev[at] = math.NaN(), math.NaN()
				}
				z.ValidShare[at], z.SinceShare[at] = one.ValidShare(), since.Stats[i][f].ValidShare()
			}
		}
	}
	return out, nil
}

// addClasses puts the classes that a scene shows of a layer's n features before those of later scenes: scenes come newest first.
func addClasses(z *data.SceneStats, single *raster.Result, layer, n int) {
	if single.Classes == nil {
		return
	}
	classes, shares := make([][]int32, 0, n+len(z.Classes)), []float64(nil)
	for f, list := range single.Classes[layer] {
		var of []int32
		for _, c := range list {
			of = append(of, int32(math.Round(c.Class)))
			shares = append(shares, c.Count/single.Stats[layer][f].Later)
		}
		classes = append(classes, of)
	}
	z.Classes, z.ClassShares = append(classes, z.Classes...), append(shares, z.ClassShares...)
}

// single is one pass over one scene. What it observes is noted in seen.
func (in *intake) single(ctx context.Context, sc *scene, layers []raster.Layer, seen *seenGround, o raster.Options) (*raster.Result, error) {
	pair := raster.Pair{Scale1: sc.Scale, Offset1: sc.Offset, T1: func() (raster.Band, error) {
		band, err := sc.open()()
		if err != nil {
			return nil, err
		}
		noting := notingBand{band, seen}
		if whole, ok := band.(raster.Integers); ok && whole.Whole() {
			return &notingIntegers{noting, whole}, nil
		}
		return &noting, nil
	}}
	return raster.Run(ctx, pair, layers, raster.Rule{}, o)
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

// note takes in the pixels of a window that are observations, counted row by row.
func (s *seenGround) note(w raster.Window, valid func(i int) bool) {
	for y := range w.H {
		row := s.bits[(w.Y+y)*s.words:]
		var word uint32
		for x := range w.W {
			if valid(y*w.W + x) {
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
func (s *seenGround) open() (raster.Band, error) { return &groundBand{s}, nil }

// has tells whether a pixel was seen.
func (s *seenGround) has(col, row int) bool {
	return s.bits[row*s.words+col/32]&(1<<(col%32)) != 0
}

type groundBand struct{ seen *seenGround }

func (b *groundBand) Grid() raster.Grid     { return b.seen.grid }
func (b *groundBand) BlockSize() (w, h int) { return 512, 512 }
func (b *groundBand) Close() error          { return nil }
func (b *groundBand) Whole() bool           { return true }

func (b *groundBand) Read(w raster.Window, values []float64, valid []bool) error {
	clear(values[:w.W*w.H])
	for i := range w.W * w.H {
		valid[i] = b.seen.has(w.X+i%w.W, w.Y+i/w.W)
	}
	return nil
}

func (b *groundBand) ReadIntegers(w raster.Window, values []int32) error {
	for i := range w.W * w.H {
		values[i] = 0
		if !b.seen.has(w.X+i%w.W, w.Y+i/w.W) {
			values[i] = raster.Missing
		}
	}
	return nil
}

// notingBand notes what of a scene is an observation.
type notingBand struct {
	raster.Band
	seen *seenGround
}

func (b *notingBand) Read(w raster.Window, values []float64, valid []bool) error {
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	b.seen.note(w, func(i int) bool { return valid[i] })
	return nil
}

// notingIntegers is a notingBand over whole numbers.
type notingIntegers struct {
	notingBand
	whole raster.Integers
}

func (b *notingIntegers) Whole() bool { return true }

func (b *notingIntegers) ReadIntegers(w raster.Window, values []int32) error {
	if err := b.whole.ReadIntegers(w, values); err != nil {
		return err
	}
	b.seen.note(w, func(i int) bool { return values[i] != raster.Missing })
	return nil
}
