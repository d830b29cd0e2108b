package scene

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/scene/seen"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Series works out what every scene shows of every feature: statistics of the scene itself, and how much of the feature it or a
// later one saw. Scenes are put onto one grid, see [Measurer.seriesGrid].
func (m *Measurer) Series(ctx context.Context, s *snapshot.Tables) error {
	var quantities []string
	for _, sc := range m.Scenes { // they are ordered by quantity
		if n := len(quantities); n == 0 || quantities[n-1] != sc.Quantity {
			quantities = append(quantities, sc.Quantity)
		}
	}
	for _, q := range quantities {
		scenes, err := m.scenesOf(q)
		if err != nil {
			return err
		}
		one, err := m.seriesOf(ctx, s, scenes)
		if err != nil {
			return fmt.Errorf("series of %s: %w", q, err)
		}
		s.Series = append(s.Series, one)
		m.noteEmpty(one)
	}
	return nil
}

func (m *Measurer) seriesOf(ctx context.Context, s *snapshot.Tables, scenes []*Scene) (*snapshot.Series, error) {
	base, err := m.seriesGrid(s, scenes)
	if err != nil {
		return nil, err
	}
	layers, err := m.pixels.of(s, base)
	if err != nil {
		return nil, err
	}
	fingerprint, err := m.fingerprint(append([]*Scene{base}, scenes...), nil)
	if err != nil {
		return nil, err
	}
	var out *snapshot.Series
	if before := m.Earlier.Series(fingerprint); before != nil {
		out, err = m.takeSeries(ctx, s, before, base, scenes, layers)
	} else {
		out, err = m.measureSeries(ctx, base, scenes, layers, false)
	}
	if err != nil {
		return nil, err
	}
	out.From = fingerprint
	return out, nil
}

// seriesGrid is the grid that the scenes of a quantity are put onto: the newest one's, as far as any of them shows features. Where
// that would be far too fine, it is the grid of the scene with the largest pixels for which it is not.
func (m *Measurer) seriesGrid(s *snapshot.Tables, scenes []*Scene) (*Scene, error) {
	newest := scenes[len(scenes)-1]
	grown, ok, err := m.pixels.commonGrid(s, newest, scenes)
	if ok || err != nil {
		return grown, err
	}
	candidates := slices.Clone(scenes) // the one with the fewest pixels on the ground of the zones first
	pixels := map[*Scene]float64{}
	for _, sc := range scenes {
		layers, err := m.pixels.of(s, sc)
		if err != nil {
			return nil, err
		}
		box := layers[0].Shapes.Extent()
		pixels[sc] = box.Width() * box.Height()
	}
	slices.SortStableFunc(candidates, func(a, b *Scene) int { return cmp.Compare(pixels[a], pixels[b]) })
	for _, base := range candidates {
		grown, ok, err := m.pixels.commonGrid(s, base, scenes)
		if err != nil {
			return nil, err
		}
		if ok {
			m.Report.Note("series of %s: all scenes were put onto pixels like those of %s, since those of the newest one, %s, are far too small for the ground that others show", newest.Quantity, base.source.Path, newest.source.Path)
			return grown, nil
		}
	}
	return nil, fmt.Errorf("its scenes differ too much in the size of their pixels and their ground; deliver them on one grid, or as different quantities")
}

// measureSeries measures the features of layers, in base's pixels, in every scene; sparse reads only where there are any.
func (m *Measurer) measureSeries(ctx context.Context, base *Scene, scenes []*Scene, layers []raster.Layer, sparse bool) (*snapshot.Series, error) {
	n := len(scenes)
	out := &snapshot.Series{Quantity: base.Quantity, Scenes: make([]snapshot.SceneInfo, n)}
	stats := []*snapshot.SceneStats{&out.Zones, &out.Cells, &out.Parcels}
	sizes := make([]int, len(layers))
	for i, t := range stats {
		sizes[i] = layers[i].Shapes.Len()
		for _, column := range []*[]float64{&t.Count, &t.Mean, &t.Stdev, &t.ValidShare, &t.SinceShare} {
			*column = make([]float64, n*sizes[i])
		}
	}
	seen, weights := seen.NewGround(base.info.Grid), base.weights()
	for t := n - 1; t >= 0; t-- {
		sc, err := m.resampler.onGrid(ctx, base, scenes[t])
		if err != nil {
			return nil, err
		}
		m.Progress.Start(fmt.Sprintf("statistics of %s %s", sc.Quantity, sc.Date), 0)
		single, err := m.single(ctx, sc, layers, seen, raster.Options{Workers: runtime.NumCPU(), Progress: m.Progress.Step, Sparse: sparse, Weights: weights, Classes: sc.source.Kind == project.KindClass})
		if err != nil {
			return nil, err
		}
		since := single // nothing is newer than the newest
		if t < n-1 {
			if since, err = raster.Run(ctx, raster.Pair{T1: seen.Open}, layers, raster.Rule{}, raster.Options{Workers: runtime.NumCPU(), Sparse: sparse, Weights: weights}); err != nil {
				return nil, err
			}
		}
		m.Progress.Done()
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
func addClasses(z *snapshot.SceneStats, single *raster.Result, layer, n int) {
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
func (m *Measurer) single(ctx context.Context, sc *Scene, layers []raster.Layer, ground *seen.Ground, o raster.Options) (*raster.Result, error) {
	pair := raster.Pair{Scale1: sc.Scale, Offset1: sc.Offset, T1: func() (raster.Band, error) {
		band, err := sc.open()()
		if err != nil {
			return nil, err
		}
		return seen.Noting(band, ground), nil
	}}
	return raster.Run(ctx, pair, layers, raster.Rule{}, o)
}
