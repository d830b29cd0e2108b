package crsapprox

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Series is a polynomial in two variables on the square [-1,1]²: the sum of C[i][j]·T_i(s)·T_j(t) with Chebyshev
// polynomials T.
type Series struct {
	C [][]float64 `json:"c"`
}

// Unit maps a point of the box to the square [-1,1]².
func Unit(box spatial.Box, x, y float64) (s, t float64) {
	return 2*(x-box.MinX)/box.Width() - 1, 2*(y-box.MinY)/box.Height() - 1
}

// At evaluates the series by Clenshaw's recurrence in each variable.
func (p Series) At(s, t float64) float64 {
	var b1, b2 float64
	for i := len(p.C) - 1; i >= 1; i-- {
		b1, b2 = clenshaw(p.C[i], t)+2*s*b1-b2, b1
	}
	return clenshaw(p.C[0], t) + s*b1 - b2
}

func clenshaw(c []float64, t float64) float64 {
	var b1, b2 float64
	for j := len(c) - 1; j >= 1; j-- {
		b1, b2 = c[j]+2*t*b1-b2, b1
	}
	return c[0] + t*b1 - b2
}

// Nodes returns the (degree+1)² Chebyshev points of the box, the first variable slowest.
func Nodes(box spatial.Box, degree int) (xs, ys []float64) {
	cx, cy := box.Center()
	n := degree + 1
	for i := range n {
		for j := range n {
			xs = append(xs, cx+box.Width()/2*node(i, n))
			ys = append(ys, cy+box.Height()/2*node(j, n))
		}
	}
	return xs, ys
}

func node(i, n int) float64 { return math.Cos(math.Pi * (float64(i) + 0.5) / float64(n)) }

// Interpolate returns the series of the given degree through values at [Nodes].
func Interpolate(values []float64, degree int) Series {
	n := degree + 1
	basis := make([][]float64, n) // basis[k][i] = T_k(node i), scaled so that rows are its discrete dual
	for k := range n {
		scale := 2 / float64(n)
		if k == 0 {
			scale = 1 / float64(n)
		}
		basis[k] = make([]float64, n)
		for i := range n {
			basis[k][i] = scale * math.Cos(float64(k)*math.Pi*(float64(i)+0.5)/float64(n))
		}
	}
	half := make([][]float64, n) // half[i][l]: transformed in the second variable
	for i := range n {
		half[i] = make([]float64, n)
		for l := range n {
			for j := range n {
				half[i][l] += basis[l][j] * values[i*n+j]
			}
		}
	}
	c := make([][]float64, n)
	for k := range n {
		c[k] = make([]float64, n)
		for l := range n {
			for i := range n {
				c[k][l] += basis[k][i] * half[i][l]
			}
		}
	}
	return Series{c}
}

// IntegrateS returns a series whose derivative in the first variable is p.
func (p Series) IntegrateS() Series {
	n := len(p.C)
	row := func(i int) []float64 {
		if i < n {
			return p.C[i]
		}
		return make([]float64, n)
	}
	out := make([][]float64, n+1)
	out[0] = make([]float64, n)
	for i := 1; i <= n; i++ {
		out[i] = make([]float64, n)
		prev, next := row(i-1), row(i+1)
		for j := range n {
			lead := prev[j]
			if i == 1 {
				lead *= 2 // T_0 integrates to T_1, not to T_1/2
			}
			out[i][j] = (lead - next[j]) / (2 * float64(i))
		}
	}
	return Series{out}
}
