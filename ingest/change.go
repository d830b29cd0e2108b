package ingest

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// changes runs every change rule on the scenes it compares.
func (in *intake) changes(ctx context.Context, s *data.Tables) error {
	for _, rule := range in.project.Rules.Change {
		scenes, err := in.scenesOf(rule.Quantity)
		if err != nil {
			return err
		}
		pairs, unpaired := comparisons(rule, scenes)
		if len(pairs) == 0 {
			in.explainUnpaired(rule, scenes, unpaired)
		}
		for _, pair := range pairs {
			c, err := in.change(ctx, s, rule, pair)
			if err != nil {
				return fmt.Errorf("rule %s: %w", rule.Name, err)
			}
			s.Changes = append(s.Changes, c)
		}
	}
	return nil
}

func (in *intake) change(ctx context.Context, s *data.Tables, rule data.ChangeRule, pair comparison) (*data.Change, error) {
	last := pair.earlier[len(pair.earlier)-1]
	first, _, err := in.stage(s, pair.earlier[0], append(slices.Clone(pair.earlier), pair.later))
	if err != nil {
		return nil, err
	}
	earlier := append([]*scene{first}, pair.earlier[1:]...)
	t1, err := in.onGrid(ctx, first, pair.later)
	if err != nil {
		return nil, err
	}
	for _, sc := range []*scene{last, t1} {
		if err := in.checkStep(rule, sc); err != nil {
			return nil, err
		}
	}
	layers, err := in.pixelLayers(s, first)
	if err != nil {
		return nil, err
	}
	pixelM2, err := first.pixelArea(layers[0].Shapes.Extent())
	if err != nil {
		return nil, err
	}
	c := &data.Change{Rule: rule, T0: last.SceneInfo, T1: t1.SceneInfo}
	bands, err := in.bands(ctx, c, earlier, t1)
	if err != nil {
		return nil, err
	}
	if c.From, err = in.rasterPrint(append(slices.Clone(earlier), pair.later), rule); err != nil {
		return nil, err
	}
	in.noteResampled(s, t1)
	in.progress.Start(fmt.Sprintf("%s %s → %s", rule.Name, last.Date, t1.Date), 0)
	if before := in.changeBefore(c.From); before != nil {
		if err := in.takeChange(ctx, s, c, before, first, bands, layers); err != nil {
			return nil, err
		}
		in.progress.Done()
		return c, in.split(ctx, s, c)
	}
	drop, rise := thresholds(rule)
	result, err := raster.Run(ctx, bands, layers, raster.Rule{
		Drop: drop, Rise: rise, Connectivity: rule.Connectivity, MinPixels: rule.MinAreaMu * area.SquareMetresPerMu / pixelM2,
		FillPixels: rule.FillMu * area.SquareMetresPerMu / pixelM2 * (1 + 1e-9), // inclusive, whatever the division makes of it
		Simplify:   rule.SimplifyM / math.Sqrt(pixelM2),
	}, raster.Options{Quantiles: rule.Quantiles, Workers: runtime.NumCPU(), Progress: in.progress.Step, Weights: first.weights()})
	if err != nil {
		return nil, err
	}
	in.progress.Done()
	c.Pixels = data.PixelCounts{Valid: result.ValidPixels, OneDate: result.SinglePixels, Changed: result.ChangedPixels, Sum: result.SumDiff}
	for i, z := range []*data.ZonalStats{&c.Zones, &c.Cells, &c.Parcels} {
		*z = zonalColumns(result.Stats[i], quantilesOf(result, i), len(rule.Quantiles))
	}
	return c, in.attribute(ctx, s, c, first, result.Patches)
}

// noteResampled writes into the manifest how a scene was put onto another's grid.
func (in *intake) noteResampled(s *data.Tables, t1 *scene) {
	for i, sc := range s.Manifest.Scenes {
		if sc.Quantity == t1.Quantity && sc.Date == t1.Date {
			s.Manifest.Scenes[i].Resampled = t1.Resampled
		}
	}
}

// bands are the two that a rule's change is the difference of.
func (in *intake) bands(ctx context.Context, c *data.Change, earlier []*scene, t1 *scene) (raster.Pair, error) {
	t0 := earlier[0]
	switch {
	case c.Rule.Compare == data.CompareBaseline:
		b, err := in.baseline(ctx, earlier)
		if err != nil {
			return raster.Pair{}, err
		}
		c.Baseline = &data.Baseline{Scenes: len(earlier), From: t0.Date, To: earlier[len(earlier)-1].Date}
		return measuredPair(c.Rule, b.reference(c.Rule, t1), t1), nil
	case c.Rule.Measure() != data.MeasureDifference:
		return measuredPair(c.Rule, t0.reference(c.Rule.Relative), t1), nil
	}
	return raster.Pair{T0: t0.open(), T1: t1.open(), Scale0: t0.Scale, Offset0: t0.Offset, Scale1: t1.Scale, Offset1: t1.Offset}, nil
}

// pixelLayers are zones, cells and parcels in a scene's pixel plane; scenes on one grid share them.
func (in *intake) pixelLayers(s *data.Tables, sc *scene) ([]raster.Layer, error) {
	key := fmt.Sprint(sc.info.Grid, sc.crs.WKT())
	if known, ok := in.pixels[key]; ok {
		return known, nil
	}
	layers := make([]raster.Layer, 3)
	layers[0].Parents = s.Zones.Parent
	for i, p := range []*spatial.Polygons{s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes} {
		var err error
		if layers[i].Shapes, err = in.toPixels(p, sc); err != nil {
			return nil, err
		}
	}
	in.pixels[key] = layers
	return layers, nil
}

// checkStep refuses a threshold below one step of a whole-number scene: any difference at all would count, which means that
// the scale is missing.
func (in *intake) checkStep(rule data.ChangeRule, s *scene) error {
	if rule.Measure() != data.MeasureDifference {
		return nil
	}
	step := math.Abs(s.Scale)
	if threshold := rule.Drop + rule.Rise; s.whole() && threshold < step*(1-1e-6) {
		return in.project.fail("rule %s: its threshold %g is less than one step of %s, whose whole numbers count %g each; add `scale:` to the scene (0.0001 for an index stored × 10,000)",
			rule.Name, threshold, s.source.Path, step)
	}
	return nil
}

// quantilesOf are those of a layer's features, nil where none were asked for.
func quantilesOf(r *raster.Result, layer int) [][]float64 {
	if r.Quantiles == nil {
		return nil
	}
	return r.Quantiles[layer]
}

// zonalColumns turns features' statistics, and so many quantiles of each, into columns.
func zonalColumns(stats []raster.Stats, quantiles [][]float64, n int) data.ZonalStats {
	z := data.ZonalStats{Quantiles: make([][]float64, n)}
	for f, s := range stats {
		for k := range n {
			v := math.NaN()
			if quantiles[f] != nil {
				v = quantiles[f][k]
			}
			z.Quantiles[k] = append(z.Quantiles[k], v)
		}
		if s.Count == 0 {
			nan := s.Mean()
			s.Min, s.Max = nan, nan
		}
		z.Count, z.Mean, z.Stdev = append(z.Count, s.Pixels), append(z.Mean, s.Mean()), append(z.Stdev, s.Stdev())
		z.Min, z.Max = append(z.Min, s.Min), append(z.Max, s.Max)
		z.ValidShare, z.LaterShare = append(z.ValidShare, s.ValidShare()), append(z.LaterShare, s.LaterShare())
	}
	return z
}

// pixelArea is what one pixel counts for towards a rule's minimum area: the scene's own square metres, so that the same
// number of pixels passes everywhere. Scenes in degrees take the pixel in their middle; one that reaches far beyond the zones,
// whose box in its pixels is given, takes the pixel in theirs.
func (s *scene) pixelArea(zones spatial.Box) (float64, error) {
	g := s.info.Grid
	if s.crs.Projected() {
		return g.PixelArea(), nil
	}
	lonlat, err := gdalio.ParseCRS("EPSG:4490")
	if err != nil {
		return 0, err
	}
	u, v := float64(g.Width)/2, float64(g.Height)/2
	if !zones.Pad(max(zones.Width(), zones.Height())).Contains(u, v) {
		u, v = zones.Center()
	}
	x, y := g.ToWorld(u, v)
	local := gdalio.LambertEqualArea(x, y)
	c, r := math.Floor(u), math.Floor(v)
	var xs, ys []float64
	for _, p := range [][2]float64{{c, r}, {c, r + 1}, {c + 1, r + 1}, {c + 1, r}, {c, r}} {
		x, y := g.ToWorld(p[0], p[1])
		xs, ys = append(xs, x), append(ys, y)
	}
	if err := gdalio.Transform(lonlat, local, xs, ys); err != nil {
		return 0, fmt.Errorf("%s: %w", s.source.Path, err)
	}
	var ring []float64
	for i := range xs {
		ring = append(ring, xs[i], ys[i])
	}
	a := spatial.RingArea(ring)
	return max(a, -a), nil
}

// toPixels maps a layer from the working CRS to the scene's pixel plane.
func (in *intake) toPixels(p *spatial.Polygons, s *scene) (*spatial.Polygons, error) {
	g := s.info.Grid
	if s.crs.Same(in.working) {
		out := *p
		out.Coords = make([]float64, len(p.Coords))
		for i := 0; i < len(p.Coords); i += 2 {
			out.Coords[i], out.Coords[i+1] = g.ToPixel(p.Coords[i], p.Coords[i+1])
		}
		return &out, nil
	}
	t, err := gdalio.NewTransformer(in.working, s.crs)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var b spatial.Builder
	for f := range p.Len() {
		// maxStray is in metres and pixels are metres wide, so measuring it in thousandths of a pixel is as fine.
		mp, err := densify(p.Feature(f), func(xs, ys []float64) error {
			if err := t.Transform(xs, ys); err != nil {
				return err
			}
			for i := range xs {
				xs[i], ys[i] = g.ToPixel(xs[i], ys[i])
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.source.Path, err)
		}
		b.Add(mp)
	}
	return b.Build(), nil
}
