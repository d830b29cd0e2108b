package scene

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Changes runs every change rule on the scenes it compares.
func (m *Measurer) Changes(ctx context.Context, s *snapshot.Tables) error {
	for _, rule := range m.Project.Rules.Change {
		scenes, err := m.scenesOf(rule.Quantity)
		if err != nil {
			return err
		}
		pairs, unpaired := comparisons(rule, scenes)
		if len(pairs) == 0 {
			m.explainUnpaired(rule, scenes, unpaired)
		}
		for _, pair := range pairs {
			c, err := m.change(ctx, s, rule, pair)
			if err != nil {
				return fmt.Errorf("rule %s: %w", rule.Name, err)
			}
			s.Changes = append(s.Changes, c)
		}
	}
	return nil
}

func (m *Measurer) change(ctx context.Context, s *snapshot.Tables, rule rules.ChangeRule, pair comparison) (*snapshot.Change, error) {
	last := pair.earlier[len(pair.earlier)-1]
	first, _, err := m.pixels.commonGrid(s, pair.earlier[0], append(slices.Clone(pair.earlier), pair.later))
	if err != nil {
		return nil, err
	}
	earlier := append([]*Scene{first}, pair.earlier[1:]...)
	t1, err := m.resampler.onGrid(ctx, first, pair.later)
	if err != nil {
		return nil, err
	}
	for _, sc := range []*Scene{last, t1} {
		if err := m.checkStep(rule, sc); err != nil {
			return nil, err
		}
	}
	layers, err := m.pixels.of(s, first)
	if err != nil {
		return nil, err
	}
	pixelM2, err := first.pixelArea(layers[0].Shapes.Extent())
	if err != nil {
		return nil, err
	}
	c := &snapshot.Change{Rule: rule, T0: last.SceneInfo, T1: t1.SceneInfo}
	bands, err := m.bands(ctx, c, earlier, t1)
	if err != nil {
		return nil, err
	}
	if c.From, err = m.fingerprint(append(slices.Clone(earlier), pair.later), rule); err != nil {
		return nil, err
	}
	m.noteResampled(s, t1)
	m.Progress.Start(fmt.Sprintf("%s %s → %s", rule.Name, last.Date, t1.Date), 0)
	if before := m.Earlier.Change(c.From); before != nil {
		if err := m.takeChange(ctx, s, c, before, first, bands, layers); err != nil {
			return nil, err
		}
		m.Progress.Done()
		return c, m.split(ctx, s, c)
	}
	drop, rise := thresholds(rule)
	result, err := raster.Run(ctx, bands, layers, raster.Rule{
		Drop: drop, Rise: rise, Connectivity: rule.Connectivity, MinPixels: rule.MinAreaMu * area.SquareMetresPerMu / pixelM2,
		FillPixels: rule.FillMu * area.SquareMetresPerMu / pixelM2 * (1 + 1e-9), // inclusive, whatever the division makes of it
		Simplify:   rule.SimplifyM / math.Sqrt(pixelM2),
	}, raster.Options{Quantiles: rule.Quantiles, Workers: runtime.NumCPU(), Progress: m.Progress.Step, Weights: first.weights()})
	if err != nil {
		return nil, err
	}
	m.Progress.Done()
	c.Pixels = snapshot.PixelCounts{Valid: result.ValidPixels, OneDate: result.SinglePixels, Changed: result.ChangedPixels, Sum: result.SumDiff}
	for i, z := range []*snapshot.ZonalStats{&c.Zones, &c.Cells, &c.Parcels} {
		*z = zonalColumns(result.Stats[i], quantilesOf(result, i), len(rule.Quantiles))
	}
	return c, m.attribute(ctx, s, c, first, result.Patches)
}

// noteResampled writes into the manifest how a scene was put onto another's grid.
func (m *Measurer) noteResampled(s *snapshot.Tables, t1 *Scene) {
	for i, sc := range s.Manifest.Scenes {
		if sc.Quantity == t1.Quantity && sc.Date == t1.Date {
			s.Manifest.Scenes[i].Resampled = t1.Resampled
		}
	}
}

// bands are the two that a rule's change is the difference of.
func (m *Measurer) bands(ctx context.Context, c *snapshot.Change, earlier []*Scene, t1 *Scene) (raster.Pair, error) {
	t0 := earlier[0]
	switch {
	case c.Rule.Compare == rules.CompareBaseline:
		b, err := m.baselines.of(ctx, earlier)
		if err != nil {
			return raster.Pair{}, err
		}
		c.Baseline = &snapshot.Baseline{Scenes: len(earlier), From: t0.Date, To: earlier[len(earlier)-1].Date}
		return measuredPair(c.Rule, b.reference(c.Rule, t1), t1), nil
	case c.Rule.Measure() != rules.MeasureDifference:
		return measuredPair(c.Rule, t0.reference(c.Rule.Relative), t1), nil
	}
	return raster.Pair{T0: t0.open(), T1: t1.open(), Scale0: t0.Scale, Offset0: t0.Offset, Scale1: t1.Scale, Offset1: t1.Offset}, nil
}

// checkStep refuses a threshold below one step of a whole-number scene: any difference at all would count, which means that
// the scale is missing.
func (m *Measurer) checkStep(rule rules.ChangeRule, s *Scene) error {
	if rule.Measure() != rules.MeasureDifference {
		return nil
	}
	step := math.Abs(s.Scale)
	if threshold := rule.Drop + rule.Rise; s.whole() && threshold < step*(1-1e-6) {
		return m.Project.Invalid("rule %s: its threshold %g is less than one step of %s, whose whole numbers count %g each; add `scale:` to the scene (0.0001 for an index stored × 10,000)",
			rule.Name, threshold, s.source.Path, step)
	}
	return nil
}
