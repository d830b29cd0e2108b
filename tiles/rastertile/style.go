package rastertile

import (
	"fmt"
	"math"
	"strings"
)

// Style says how numbers become colours: Min and below are the ramp's first colour, Max and above its last.
type Style struct {
	Ramp     Ramp
	Min, Max float64 // not for classes
}

// Choice is what a request says about its style; what it leaves out is chosen by the subject's quantity.
type Choice struct {
	Ramp     string
	Min, Max *float64
}

// defaults are what the scenes of a quantity say about how to draw it.
type defaults struct {
	lo, hi   float64 // two standard deviations about the means of all scenes, within what was observed
	min, max float64 // all that was observed
	seen     bool
}

func (d defaults) with(s *Scene) defaults {
	h, stats := s.file.Header(), s.stats()
	if stats.Count == 0 {
		return d
	}
	least, most := s.Range()
	mean, spread := stats.Mean*h.Scale+h.Offset, 2*stats.Stdev*math.Abs(h.Scale)
	lo, hi := math.Max(least, mean-spread), math.Min(most, mean+spread)
	if !d.seen {
		return defaults{lo, hi, least, most, true}
	}
	return defaults{math.Min(d.lo, lo), math.Max(d.hi, hi), math.Min(d.min, least), math.Max(d.max, most), true}
}

// indices of vegetation run from about 0 on bare ground to nearly 1 in dense forest.
func vegetation(quantity string) bool {
	switch strings.ToLower(quantity) {
	case "ndvi", "evi", "evi2", "savi", "msavi", "gndvi", "ndre", "ndmi", "nbr":
		return true
	}
	return false
}

// Style completes a choice. Errors wrap [ErrRequest].
func (s *Set) Style(of Subject, c Choice) (Style, error) {
	name, lo, hi := s.usualStyle(of)
	if c.Ramp != "" {
		name = c.Ramp
	}
	ramp, err := FindRamp(name)
	if err != nil {
		return Style{}, err
	}
	class := of.Scene.Class()
	switch {
	case ramp.classes && !class:
		return Style{}, fmt.Errorf("%w: %s is no class scene; take another ramp than classes", ErrRequest, of.Scene.ID)
	case class && !ramp.classes && of.Earlier != nil:
		return Style{}, fmt.Errorf("%w: classes have no difference but which changed; leave ramp out", ErrRequest)
	case ramp.classes && (c.Min != nil || c.Max != nil):
		return Style{}, fmt.Errorf("%w: classes have no range; leave min and max out", ErrRequest)
	case ramp.classes:
		return Style{Ramp: ramp}, nil
	}
	if c.Min != nil {
		lo = *c.Min
	}
	if c.Max != nil {
		hi = *c.Max
	}
	if !(lo < hi) || math.IsInf(hi-lo, 0) || (hi-lo) < 1e-12*math.Max(math.Abs(lo), math.Abs(hi)) {
		return Style{}, fmt.Errorf("%w: min=%g is not below max=%g", ErrRequest, lo, hi)
	}
	return Style{ramp, lo, hi}, nil
}

// usualStyle is the ramp and range of a subject unless told otherwise.
func (s *Set) usualStyle(of Subject) (ramp string, lo, hi float64) {
	d := s.usual[of.Scene.Quantity]
	inUnits := vegetation(of.Scene.Quantity) && d.min >= -2 && d.max <= 2 // else its scale was not declared
	switch {
	case of.Scene.Class():
		return "classes", d.min, math.Max(d.max, d.min+1)
	case of.Earlier != nil && inUnits:
		return "diverging", -0.5, 0.5
	case of.Earlier != nil:
		reach := rounded((d.hi - d.lo) / 2)
		return "diverging", -reach, reach
	case inUnits:
		return "ndvi", 0, 1
	}
	step := rounded((d.hi - d.lo) / 10)
	lo = math.Floor(d.lo/step) * step
	return "viridis", lo, math.Max(lo+step, math.Ceil(d.hi/step)*step)
}

// rounded is v with one significant digit, 1 where v is nothing.
func rounded(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	return math.Round(v/unit) * unit
}
