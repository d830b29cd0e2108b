package gdal

import (
	"fmt"
	"math"

	"github.com/lukeroth/gdal"
)

// Transform changes points in place, easting or longitude first whatever the authority says. WGS 84 and CGCS2000 are taken as
// equal. A transformation takes about 20 µs to make, the first one of a process longer; see [Transformer] for many calls. Errors
// are those of [NewTransformer] and [Transformer.Transform].
func Transform(from, to CRS, xs, ys []float64) error {
	t, err := NewTransformer(from, to)
	if err != nil {
		return err
	}
	defer t.Close()
	return t.Transform(xs, ys)
}

// Transformer is a transformation made once: one leg, or several that meet in the degrees of CGCS2000 where the way from or to
// the datum of one of its ends is not left to PROJ (see [CRS.WithOperation]). One goroutine at a time.
type Transformer struct {
	legs     []leg
	from, to CRS
	zs, in   []float64 // scratch: heights, and the points as they were given
}

// leg is one step of a transformation; transform changes points in place and tells whether all have a place.
type leg interface {
	transform(xs, ys, zs []float64) bool
	close()
}

// gdalLeg is a leg between two CRSs that GDAL makes.
type gdalLeg struct{ ct gdal.CoordinateTransform }

func (l gdalLeg) transform(xs, ys, zs []float64) bool { return l.ct.Transform(len(xs), xs, ys, zs) }
func (l gdalLeg) close()                              { l.ct.Destroy() }

// NewTransformer makes a transformation; close it. It returns an error if PROJ knows no way between the two.
func NewTransformer(from, to CRS) (*Transformer, error) {
	t := &Transformer{from: from, to: to}
	if from.datum == to.datum || from.shift == (shift{}) && to.shift == (shift{}) {
		return t, t.add(from, to)
	}
	hubFrom, err := from.hub()
	if err != nil {
		return nil, err
	}
	hubTo, err := to.hub()
	if err != nil {
		return nil, err
	}
	for _, err := range []error{t.add(from, hubFrom), t.addPipeline(from.shift.pipeline, false), t.addPipeline(to.shift.pipeline, true), t.add(hubTo, to)} {
		if err != nil {
			t.Close()
			return nil, err
		}
	}
	return t, nil
}

// hub is where the way from or to c meets CGCS2000.
func (c CRS) hub() (CRS, error) {
	if c.shift.hub == "" {
		return ParseCRS("EPSG:4490")
	}
	return ParseCRS(c.shift.hub)
}

func (t *Transformer) add(from, to CRS) error {
	return onThread(func() error {
		a, b := from.open(), to.open()
		defer a.Release()
		defer b.Release()
		ct := gdal.CreateCoordinateTransform(a, b)
		if ct.IsNull() {
			return failure(from.String(), "no way to "+to.String())
		}
		t.legs = append(t.legs, gdalLeg{ct})
		return nil
	})
}

func (t *Transformer) addPipeline(text string, inverse bool) error {
	if text == "" {
		return nil
	}
	p, err := openPipeline(text)
	if err != nil {
		return fmt.Errorf("%s to %s: %w", t.from, t.to, err)
	}
	p.inverse = inverse
	t.legs = append(t.legs, p)
	return nil
}

// Transform changes points in place; an error names the first one that has no place, counted from 1, and leaves xs and ys
// unusable.
func (t *Transformer) Transform(xs, ys []float64) error {
	t.in = append(append(t.in[:0], xs...), ys...)
	return t.through(xs, ys, func(ok bool) error {
		for i := range xs {
			if !placed(xs[i], ys[i]) {
				return fmt.Errorf("point %d near (%.7g, %.7g) has no place in %s", i+1, t.in[i], t.in[len(xs)+i], t.to)
			}
		}
		if !ok {
			return failure(t.from.String(), "points near ("+fmt.Sprintf("%.7g, %.7g", t.in[0], t.in[len(xs)])+") do not go to "+t.to.String())
		}
		return nil
	})
}

// TransformEach changes points in place as Transform does, but makes those that have no place in the target NaN instead of
// failing: for points that may lie beyond a projection's reach.
func (t *Transformer) TransformEach(xs, ys []float64) error {
	return t.through(xs, ys, func(bool) error {
		for i := range xs {
			if !placed(xs[i], ys[i]) {
				xs[i], ys[i] = math.NaN(), math.NaN()
			}
		}
		forget()
		return nil
	})
}

// through takes points through all legs and lets judge look at them, on one thread; ok is false where a leg has failed on some point.
func (t *Transformer) through(xs, ys []float64, judge func(ok bool) error) error {
	if len(xs) != len(ys) {
		return fmt.Errorf("%d eastings with %d northings", len(xs), len(ys))
	}
	if len(xs) == 0 {
		return nil
	}
	if len(t.zs) < len(xs) {
		t.zs = make([]float64, len(xs))
	}
	return onThread(func() error {
		ok := true
		for _, l := range t.legs {
			clear(t.zs[:len(xs)])
			ok = l.transform(xs, ys, t.zs[:len(xs)]) && ok
		}
		return judge(ok)
	})
}

// placed tells whether a point has finite coordinates.
func placed(x, y float64) bool { return x-x == 0 && y-y == 0 }

// Close frees the transformation.
func (t *Transformer) Close() {
	for _, l := range t.legs {
		l.close()
	}
}
