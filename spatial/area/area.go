// Package area measures packed polygons, on the ellipsoid or in a plane.
//
// The area of a polygon whose edges are straight in the working plane is the integral of an area density d(x, y) over
// it: 1 for the plane itself, for the ellipsoid the square metres of ground under one square metre of the plane. By
// Green's theorem it is the boundary integral of F dy with ∂F/∂x = d, so every edge contributes one number that changes
// its sign with the edge's direction: parts add up to wholes by construction.
package area

import (
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// M2 is an area in square metres.
type M2 float64

// SquareMetresPerMu is the size of one 亩: 10,000/15 m².
const SquareMetresPerMu = 10000.0 / 15

// Mu converts to 亩.
func (a M2) Mu() float64 { return float64(a) / SquareMetresPerMu }

// Hectares converts to 公顷.
func (a M2) Hectares() float64 { return float64(a) / 10000 }

// CGCS2000's ellipsoid (GB 22021-2008): semi-major axis in metres and flattening.
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257222101
	ecc2       = flattening * (2 - flattening)
)

// Measure turns rings of the working plane into areas. The zero value is the planar measure of the working CRS itself.
// Immutable, safe for concurrent use; its JSON form is its definition.
type Measure struct {
	Box spatial.Box       `json:"box"`
	F   *crsapprox.Series `json:"f,omitempty"` // on the unit square over Box; nil where the density is 1
}

// Planar is the area in the working plane.
func Planar() Measure { return Measure{} }

// Ellipsoidal measures on the CGCS2000 ellipsoid, for rings inside box. toLonLat transforms the working CRS to degrees. Errors are
// those of toLonLat, or say that no polynomial meets the density to 1e-10 over the box.
func Ellipsoidal(toLonLat crsapprox.Func, box spatial.Box) (Measure, error) {
	density := func(xs, ys []float64) ([]float64, error) {
		jac, lats, err := jacobian(toLonLat, xs, ys)
		if err != nil {
			return nil, err
		}
		for i := range jac {
			jac[i] *= float64(Degree(lats[i]))
		}
		return jac, nil
	}
	m, err := fit(density, box)
	if err != nil {
		return m, fmt.Errorf("ellipsoidal area: %w", err)
	}
	return m, nil
}

// PlanarIn measures in another plane, for rings inside box. to transforms the working CRS to that plane's metres. Errors are those
// of to, or say that no polynomial meets the density over the box.
func PlanarIn(to crsapprox.Func, box spatial.Box) (Measure, error) {
	m, err := fit(func(xs, ys []float64) ([]float64, error) {
		jac, _, err := jacobian(to, xs, ys)
		return jac, err
	}, box)
	if err != nil {
		return m, fmt.Errorf("planar area: %w", err)
	}
	return m, nil
}

// Gauss–Legendre nodes and weights on [0,1], exact to degree 5: see [longEdge] for the rest.
var (
	gaussAt     = [3]float64{0.5 - 0.3872983346207417, 0.5, 0.5 + 0.3872983346207417}
	gaussWeight = [3]float64{5.0 / 18, 8.0 / 18, 5.0 / 18}
)

// Ring is the signed area of a closed ring in m², positive when counter-clockwise.
func (m Measure) Ring(xy []float64) float64 {
	if m.F == nil {
		return spatial.RingArea(xy)
	}
	if len(xy) < 8 {
		return 0
	}
	// Any constant may be taken from F, as dy sums to zero around a ring; the value at the first vertex keeps digits.
	base := m.at(xy[0], xy[1])
	var sum float64
	for i := 0; i+3 < len(xy); i += 2 {
		sum += alongEdge(xy[i], xy[i+1], xy[i+2]-xy[i], xy[i+3]-xy[i+1], func(x, y float64) float64 { return m.at(x, y) - base })
	}
	return sum
}

func (m Measure) at(x, y float64) float64 {
	s, t := crsapprox.Unit(m.Box, x, y)
	return m.F.At(s, t)
}

// Multi is the area of a multipolygon, holes taken off whatever their winding.
func (m Measure) Multi(mp *geom.MultiPolygon) M2 {
	if mp == nil {
		return 0
	}
	flat, start, sum := mp.FlatCoords(), 0, 0.0
	for _, ends := range mp.Endss() {
		for r, e := range ends {
			a := math.Abs(m.Ring(flat[start:e]))
			if r > 0 {
				a = -a
			}
			sum += a
			start = e
		}
	}
	return M2(sum)
}

// Feature is the area of feature f of a packed layer.
func (m Measure) Feature(p *spatial.Polygons, f int) M2 {
	var sum float64
	p.EachRing(f, func(_, _ int, xy []float64) { sum += m.Ring(xy) })
	return M2(sum)
}

// Features are the areas of all features in m².
func (m Measure) Features(p *spatial.Polygons) []float64 {
	out := make([]float64, p.Len())
	for f := range out {
		out[f] = float64(m.Feature(p, f))
	}
	return out
}
