package scene

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// reference is what a later scene is measured against, pixel by pixel, in physical units.
type reference interface {
	Grid() raster.Grid
	BlockSize() (w, h int)
	// Read fills values and spreads and tells where a change can be measured.
	Read(w raster.Window, values, spreads []float64, valid []bool) error
	Close() error
}

// measuredPair turns a rule that is no plain difference into one: the earlier band is 0 wherever the reference can be measured
// against, the later one is the rule's measure of change.
func measuredPair(rule rules.ChangeRule, open func() (reference, error), later *Scene) raster.Pair {
	return raster.Pair{
		T0: func() (raster.Band, error) {
			ref, err := open()
			return &originBand{reference: ref}, err
		},
		T1: func() (raster.Band, error) {
			ref, err := open()
			if err != nil {
				return nil, err
			}
			band, err := later.open()()
			if err != nil {
				ref.Close()
				return nil, err
			}
			return &measureBand{Band: band, reference: ref, scale: later.Scale, offset: later.Offset, measure: measureOf(rule)}, nil
		},
	}
}

// measureOf is a rule's change from what a reference says to a later value, all in physical units.
func measureOf(rule rules.ChangeRule) func(later, value, spread float64) float64 {
	switch rule.Measure() {
	case rules.MeasureTransition:
		return func(later, value, _ float64) float64 {
			if value != later && rule.From.Has(value) && rule.To.Has(later) {
				return 1
			}
			return 0
		}
	case rules.MeasureRelative:
		return func(later, value, _ float64) float64 { return (later - value) / math.Abs(value) }
	case rules.MeasureZScore:
		return func(later, value, spread float64) float64 { return (later - value) / spread }
	}
	return func(later, value, _ float64) float64 { return later - value }
}

// thresholds are the rule's on its measure.
func thresholds(rule rules.ChangeRule) (drop, rise float64) {
	switch {
	case rule.Transition():
		return 0, 0.5
	case rule.ZScore > 0 && rule.Direction == "rise":
		return 0, rule.ZScore
	case rule.ZScore > 0:
		return rule.ZScore, 0
	}
	return rule.Drop, rule.Rise
}

// originBand is 0 where its reference can be measured against.
type originBand struct {
	reference
	spreads []float64
}

func (b *originBand) Read(w raster.Window, values []float64, valid []bool) error {
	n := w.W * w.H
	b.spreads = sized(b.spreads, n)
	if err := b.reference.Read(w, values[:n], b.spreads, valid); err != nil {
		return err
	}
	clear(values[:n])
	return nil
}

// measureBand is a later scene's change against a reference, 0 where there is nothing to measure against. It is valid where the
// scene is.
type measureBand struct {
	raster.Band
	reference     reference
	scale, offset float64
	measure       func(later, value, spread float64) float64

	value, spread []float64
	known         []bool
}

func (b *measureBand) Read(w raster.Window, values []float64, valid []bool) error {
	n := w.W * w.H
	b.value, b.spread = sized(b.value, n), sized(b.spread, n)
	if cap(b.known) < n {
		b.known = make([]bool, n)
	}
	known := b.known[:n]
	if err := b.Band.Read(w, values[:n], valid[:n]); err != nil {
		return err
	}
	if err := b.reference.Read(w, b.value, b.spread, known); err != nil {
		return err
	}
	for i := range n {
		if valid[i] && known[i] {
			values[i] = b.measure(values[i]*b.scale+b.offset, b.value[i], b.spread[i])
		} else {
			values[i] = 0
		}
	}
	return nil
}

func (b *measureBand) Close() error {
	b.reference.Close()
	return b.Band.Close()
}

func sized(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}

// sceneReference is an earlier scene.
type sceneReference struct {
	raster.Band
	scale, offset float64
	share         bool // what is 0 has no share of itself
}

func (s *Scene) reference(share bool) func() (reference, error) {
	return func() (reference, error) {
		band, err := s.open()()
		return &sceneReference{band, s.Scale, s.Offset, share}, err
	}
}

func (r *sceneReference) Read(w raster.Window, values, _ []float64, valid []bool) error {
	if err := r.Band.Read(w, values, valid); err != nil {
		return err
	}
	for i, v := range values {
		values[i] = v*r.scale + r.offset
		valid[i] = valid[i] && !(r.share && values[i] == 0)
	}
	return nil
}

// classBand is 1 where a scene has one of the classes, and 0 where it has another.
type classBand struct {
	raster.Band
	classes rules.Classes
}

func (b *classBand) Read(w raster.Window, values []float64, valid []bool) error {
	if err := b.Band.Read(w, values, valid); err != nil {
		return err
	}
	for i := range w.W * w.H {
		in := b.classes.Has(values[i])
		values[i] = 0
		if in {
			values[i] = 1
		}
	}
	return nil
}
