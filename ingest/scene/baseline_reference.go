package scene

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// baselineReference measures against a baseline's means: pixels with fewer observations than the rule asks for cannot be measured
// against, nor those without a spread where the rule needs one.
type baselineReference struct {
	bands  [3]raster.Band
	least  float64
	floor  float64 // of the spread
	zscore bool
	count  []float64
}

// reference opens the baseline as a rule asks for it. The least spread is the rule's, or one step of the scene's whole numbers.
func (b *baseline) reference(rule rules.ChangeRule, later *Scene) func() (reference, error) {
	floor := rule.MinSpread
	if floor == 0 && later.whole() {
		floor = math.Abs(later.Scale)
	}
	return func() (reference, error) {
		bands, err := b.open()
		return &baselineReference{bands: bands, least: float64(rule.MinScenes), floor: floor, zscore: rule.ZScore > 0}, err
	}
}

func (r *baselineReference) Grid() raster.Grid { return r.bands[0].Grid() }

func (r *baselineReference) BlockSize() (w, h int) { return r.bands[0].BlockSize() }

func (r *baselineReference) Close() error {
	for _, b := range r.bands {
		b.Close()
	}
	return nil
}

func (r *baselineReference) Read(w raster.Window, values, spreads []float64, valid []bool) error {
	n := w.W * w.H
	r.count = sized(r.count, n)
	for i, to := range [][]float64{r.count, values, spreads} {
		if err := r.bands[i].Read(w, to[:n], valid); err != nil {
			return err
		}
	}
	for i, count := range r.count {
		spreads[i] = math.Max(r.floor, math.Sqrt(spreads[i]/(count-1)))
		valid[i] = count >= r.least && (!r.zscore || spreads[i] > 0)
	}
	return nil
}
