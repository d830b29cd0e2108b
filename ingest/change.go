package ingest

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// changes runs every change rule on the pairs of scenes it compares.
func (in *intake) changes(ctx context.Context, s *data.Snapshot) error {
	for _, rule := range in.project.Rules.Change {
		var mine []*scene
		for _, sc := range in.scenes {
			if sc.Quantity == rule.Quantity {
				mine = append(mine, sc)
			}
		}
		if len(mine) < 2 {
			in.report.note("rule %s: %d scene(s) of %s; it needs two to find change", rule.Name, len(mine), rule.Quantity)
			continue
		}
		for i := 1; i < len(mine); i++ {
			if mine[i].Date == mine[i-1].Date {
				return fmt.Errorf("%s and %s: two scenes of %s on %s; a date can have one (files that are parts of one scene: `mosaic: true`)", mine[i-1].source.Path, mine[i].source.Path, rule.Quantity, mine[i].Date)
			}
			c, err := in.change(ctx, s, rule, mine[i-1], mine[i])
			if err != nil {
				return fmt.Errorf("rule %s: %w", rule.Name, err)
			}
			s.Changes = append(s.Changes, c)
		}
	}
	return nil
}

func (in *intake) change(ctx context.Context, s *data.Snapshot, rule data.ChangeRule, t0, t1 *scene) (*data.Change, error) {
	t1, err := in.onGrid(ctx, t0, t1)
	if err != nil {
		return nil, err
	}
	for _, sc := range []*scene{t0, t1} {
		if err := in.checkStep(rule, sc); err != nil {
			return nil, err
		}
	}
	layers := make([]raster.Layer, 3)
	layers[0].Parents = s.Zones.Parent
	for i, p := range []*spatial.Polygons{s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes} {
		if layers[i].Shapes, err = in.toPixels(p, t0); err != nil {
			return nil, err
		}
	}
	pixelM2, err := t0.pixelArea()
	if err != nil {
		return nil, err
	}
	in.progress.Start(fmt.Sprintf("%s %s → %s", rule.Name, t0.Date, t1.Date), 0)
	result, err := raster.Run(ctx, raster.Pair{
		T0: t0.open(), T1: t1.open(), Scale0: t0.Scale, Offset0: t0.Offset, Scale1: t1.Scale, Offset1: t1.Offset,
	}, layers, raster.Rule{
		Drop: rule.Drop, Rise: rule.Rise, Connectivity: rule.Connectivity, MinPixels: rule.MinAreaMu * area.SquareMetresPerMu / pixelM2,
	}, raster.Options{Workers: runtime.NumCPU(), Progress: in.progress.Step, Weights: t0.weights()})
	if err != nil {
		return nil, err
	}
	in.progress.Done()
	c := &data.Change{Rule: rule, T0: t0.SceneInfo, T1: t1.SceneInfo,
		Pixels: data.PixelCounts{Valid: result.ValidPixels, OneDate: result.SinglePixels, Changed: result.ChangedPixels, Sum: result.SumDiff}}
	for i, z := range []*data.ZonalStats{&c.Zones, &c.Cells, &c.Parcels} {
		*z = zonalColumns(result.Stats[i])
	}
	for i, sc := range s.Manifest.Scenes {
		if sc.Quantity == t1.Quantity && sc.Date == t1.Date {
			s.Manifest.Scenes[i].Resampled = t1.Resampled
		}
	}
	return c, in.attribute(ctx, s, c, t0, result.Patches)
}

// checkStep refuses a threshold below one step of a whole-number scene: any difference at all would count, which means that
// the scale is missing.
func (in *intake) checkStep(rule data.ChangeRule, s *scene) error {
	step := math.Abs(s.Scale)
	if threshold := rule.Drop + rule.Rise; !strings.HasPrefix(s.info.DataType, "Float") && threshold < step*(1-1e-6) {
		return in.project.fail("rule %s: its threshold %g is less than one step of %s, whose whole numbers count %g each; add `scale:` to the scene (0.0001 for an index stored × 10,000)",
			rule.Name, threshold, s.source.Path, step)
	}
	return nil
}

func zonalColumns(stats []raster.Stats) data.ZonalStats {
	var z data.ZonalStats
	for _, s := range stats {
		if s.Count == 0 {
			nan := s.Mean()
			s.Min, s.Max = nan, nan
		}
		z.Count, z.Mean, z.Stdev = append(z.Count, s.Pixels), append(z.Mean, s.Mean()), append(z.Stdev, s.Stdev())
		z.Min, z.Max = append(z.Min, s.Min), append(z.Max, s.Max)
		z.ValidShare = append(z.ValidShare, s.ValidShare())
	}
	return z
}

// pixelArea is what one pixel counts for towards a rule's minimum area: the scene's own square metres, so that the same
// number of pixels passes everywhere. Scenes in degrees take the pixel in their middle.
func (s *scene) pixelArea() (float64, error) {
	g := s.info.Grid
	if s.crs.Projected() {
		return g.PixelArea(), nil
	}
	lonlat, err := gdalio.ParseCRS("EPSG:4490")
	if err != nil {
		return 0, err
	}
	x, y := g.ToWorld(float64(g.Width)/2, float64(g.Height)/2)
	local := gdalio.LambertEqualArea(x, y)
	c, r := float64(g.Width/2), float64(g.Height/2)
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

// weights are the square metres of a scene's pixels where those differ by latitude; nil for a projected scene, whose pixels
// have one size in its plane.
func (s *scene) weights() *raster.Weights {
	g := s.info.Grid
	a := g.Affine
	switch {
	case s.crs.Projected():
		return nil
	case a[2] == 0 && a[4] == 0:
		return &raster.Weights{Rows: area.DegreeRows(a[3], a[5], a[1], g.Height)}
	}
	return &raster.Weights{At: func(col, row int) float64 {
		_, lat := g.ToWorld(float64(col)+0.5, float64(row)+0.5)
		return g.PixelArea() * float64(area.Degree(lat))
	}}
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
