package area

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// Local takes a measure's boundary integral near one place, where a polynomial of low degree stands for it, so that an
// edge costs a few dozen multiplications. Immutable, safe for concurrent use.
type Local struct {
	m      Measure
	cx, cy float64
	per    float64 // 1 / half the window's longer side; 0 where the measure itself is asked
	c      [localDegree + 1][localDegree + 1]float64
	base   float64
}

const (
	// localDegree leaves (localReach/6,371 km)^5, about 1e-14 of the area, within localReach of the middle.
	localDegree = 4
	localReach  = 10_000.0
	// shortEdge is the length in metres up to which two Gauss points are enough: the rest is below 1e-9 m² an edge.
	shortEdge = 1000.0
)

// Local prepares the measure for edges inside box, whose coordinates are given relative to (cx, cy).
func (m Measure) Local(box spatial.Box, cx, cy float64) Local {
	l := Local{m: m, cx: cx, cy: cy}
	if m.F == nil {
		return l
	}
	l.base = m.at(cx, cy)
	reach := math.Max(math.Max(cx-box.MinX, box.MaxX-cx), math.Max(cy-box.MinY, box.MaxY-cy))
	if reach > localReach {
		return l
	}
	reach = math.Max(reach, 1)
	square := spatial.Box{MinX: cx - reach, MinY: cy - reach, MaxX: cx + reach, MaxY: cy + reach}
	xs, ys := crsapprox.Nodes(square, localDegree)
	values := make([]float64, len(xs))
	for i := range xs {
		values[i] = m.at(xs[i], ys[i]) - l.base
	}
	l.per, l.c = 1/reach, powers(crsapprox.Interpolate(values, localDegree))
	return l
}

// Edge is the edge's share of the area on its left: added up around a ring, these are the ring's area. The ends are
// relative to the local origin.
func (l *Local) Edge(x0, y0, x1, y1 float64) float64 {
	dx, dy := x1-x0, y1-y0
	if l.m.F == nil {
		return (x0 + x1) / 2 * dy
	}
	if dy == 0 {
		return 0
	}
	if math.Abs(dx)+math.Abs(dy) < shortEdge {
		const a, b = 0.5 - 0.28867513459481287, 0.5 + 0.28867513459481287
		return (l.at(x0+a*dx, y0+a*dy) + l.at(x0+b*dx, y0+b*dy)) / 2 * dy
	}
	if math.Abs(dx)+math.Abs(dy) > longEdge {
		return alongEdge(x0, y0, dx, dy, l.at)
	}
	var f float64
	for g, at := range gaussAt {
		f += gaussWeight[g] * l.at(x0+at*dx, y0+at*dy)
	}
	return f * dy
}

func (l *Local) at(x, y float64) float64 {
	if l.per == 0 {
		return l.m.at(l.cx+x, l.cy+y) - l.base
	}
	s, t := x*l.per, y*l.per
	var sum float64
	for i := localDegree; i >= 0; i-- {
		c := &l.c[i]
		sum = sum*s + c[0] + t*(c[1]+t*(c[2]+t*(c[3]+t*c[4])))
	}
	return sum
}

// chebyshev[k][i] is the coefficient of s^i in the Chebyshev polynomial T_k.
var chebyshev = [localDegree + 1][localDegree + 1]float64{{1}, {0, 1}, {-1, 0, 2}, {0, -3, 0, 4}, {1, 0, -8, 0, 8}}

// powers rewrites a series of Chebyshev polynomials as one of powers.
func powers(p crsapprox.Series) (c [localDegree + 1][localDegree + 1]float64) {
	for k, row := range p.C {
		for l, v := range row {
			for i, s := range chebyshev[k] {
				for j, t := range chebyshev[l] {
					c[i][j] += v * s * t
				}
			}
		}
	}
	return c
}
