package area

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// ulp is the largest relative error of one operation in float64.
const ulp = 1.0 / (1 << 53)

// truncation bounds, in m² per metre of border, what polynomials and quadrature leave out: [Local] stands in for F within
// 3e-9 m ([localReach]: the fifth derivative of F is below 100/R⁴, R = 6,371 km, and Chebyshev interpolation of degree 4
// leaves it times reach⁵/1920), and Gauss points leave less than 1e-9 m of edges up to [longEdge].
const truncation = 4e-9

// Density is an upper bound, over the measure's box, of the square metres of ground under one square metre of the plane.
// F is the sum of C[i][j]·T_i(s)·T_j(t), its derivative in s is at most the sum of i²·|C[i][j]| (Markov's inequality), and
// ds = 2/width dx.
func (m Measure) Density() float64 {
	if m.F == nil {
		return 1
	}
	east, _ := m.slopes()
	return east
}

// slopes bounds the derivatives of F by x and by y over the box.
func (m Measure) slopes() (east, north float64) {
	m.each(func(i, j, c float64) {
		east += i * i * c
		north += j * j * c
	})
	return 2 * east / m.Box.Width(), 2 * north / m.Box.Height()
}

func (m Measure) each(do func(i, j, c float64)) {
	for i, row := range m.F.C {
		for j, c := range row {
			do(float64(i), float64(j), math.Abs(c))
		}
	}
}

// Noise bounds, in m² per metre of border, the error of an area in the given box that was summed by [Sum], by
// [Measure.Outline] or edge by edge by [Local]. For each edge that is the error of F times |dy|, and
//
//   - F itself: Clenshaw's recurrence leaves at most 8·(i+j+2)² roundings of each term;
//   - where F is taken: s and t are within 8 roundings of 1, a point on an edge within two of its coordinate, and a vertex
//     that an arrangement drew within one, each times the slope of F;
//   - differences and the product with dy: 4 roundings of F's range, which is at most its slope times the box's width.
//
// Both ways of measuring leave [truncation] besides.
func (m Measure) Noise(box spatial.Box) float64 {
	far := math.Max(math.Max(math.Abs(box.MinX), math.Abs(box.MaxX)), math.Max(math.Abs(box.MinY), math.Abs(box.MaxY)))
	size := box.Width() + box.Height()
	if m.F == nil {
		return 4 * ulp * (far + size)
	}
	terms := 0.0
	m.each(func(i, j, c float64) { terms += (i + j + 2) * (i + j + 2) * c })
	east, north := m.slopes()
	return truncation + ulp*(8*terms+4*(east*m.Box.Width()+north*m.Box.Height())+(east+north)*(3*far+4*size))
}

// Outline measures feature f of a packed layer as [Measure.Feature] does, to [Measure.Noise] per metre of its border,
// whatever the number of its vertices; length is that of the border in metres of the plane.
func (m Measure) Outline(p *spatial.Polygons, f int) (m2, length float64) {
	var sum Sum
	first := true
	var x0, base float64
	p.EachRing(f, func(_, _ int, xy []float64) {
		if first && len(xy) > 1 {
			first, x0 = false, xy[0]
			if m.F != nil {
				base = m.at(xy[0], xy[1])
			}
		}
		for i := 0; i+3 < len(xy); i += 2 {
			x, y, dx, dy := xy[i], xy[i+1], xy[i+2]-xy[i], xy[i+3]-xy[i+1]
			length += math.Hypot(dx, dy)
			if m.F == nil {
				sum.Add((x - x0 + dx/2) * dy)
				continue
			}
			sum.Add(alongEdge(x, y, dx, dy, func(x, y float64) float64 { return m.at(x, y) - base }))
		}
	})
	return sum.Value(), length
}

// longEdge is the length in metres that one set of Gauss points serves; longer edges are measured in pieces. The rest of
// three points is h⁷·F⁽⁶⁾/2,016,000 with F⁽⁶⁾ below 720/R⁵: 3e-5 m² on 50 km, less than 1e-9 m² a metre.
const longEdge = 50_000.0

// alongEdge is the integral of f dy along an edge.
func alongEdge(x, y, dx, dy float64, f func(x, y float64) float64) float64 {
	if dy == 0 {
		return 0
	}
	pieces := math.Max(1, math.Ceil(math.Max(math.Abs(dx), math.Abs(dy))/longEdge))
	sum := 0.0
	for k := range int(pieces) {
		for g, at := range gaussAt {
			t := (float64(k) + at) / pieces
			sum += gaussWeight[g] * f(x+t*dx, y+t*dy)
		}
	}
	return sum / pieces * dy
}
