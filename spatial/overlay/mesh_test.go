package overlay_test

import (
	"math"
	"math/rand/v2"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

func shape(rings ...[]float64) *geom.MultiPolygon {
	var flat []float64
	var ends []int
	for _, r := range rings {
		flat = append(append(flat, r...), r[0], r[1])
		ends = append(ends, len(flat))
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends})
}

func together(parts ...*geom.MultiPolygon) *geom.MultiPolygon {
	out := geom.NewMultiPolygon(geom.XY)
	for _, p := range parts {
		for i := range p.NumPolygons() {
			if err := out.Push(p.Polygon(i)); err != nil {
				panic(err)
			}
		}
	}
	return out
}

// plane maps the unit lattice to the plane: turned, scaled, moved.
type plane struct{ x, y, ux, uy float64 }

func randomPlane(rng *rand.Rand, scale float64) plane {
	a := rng.Float64() * 2 * math.Pi
	return plane{rng.Float64() * 100, rng.Float64() * 100, scale * math.Cos(a), scale * math.Sin(a)}
}

func (p plane) at(u, v float64) (x, y float64) { return p.x + u*p.ux - v*p.uy, p.y + u*p.uy + v*p.ux }

func (p plane) ring(uv ...float64) []float64 {
	out := make([]float64, len(uv))
	for i := 0; i < len(uv); i += 2 {
		out[i], out[i+1] = p.at(uv[i], uv[i+1])
	}
	return out
}

func (p plane) box(u, v, w, h float64) []float64 { return p.ring(u, v, u+w, v, u+w, v+h, u, v+h) }

// mesh is a jittered grid of n×n quadrilaterals whose edges are midpoint-displacement fractals, as ../shared/bench/gen.py
// makes them; neighbours use the same vertices.
type mesh struct {
	n     int
	edges map[[4]int][]float64 // from lower left to upper right
}

func newMesh(rng *rand.Rand, n, levels int, p plane) mesh {
	m := mesh{n, map[[4]int][]float64{}}
	corner := make([][2]float64, (n+1)*(n+1))
	for i := range corner {
		corner[i][0], corner[i][1] = p.at(float64(i%(n+1))+rng.Float64()*0.3, float64(i/(n+1))+rng.Float64()*0.3)
	}
	for i := range corner {
		u, v := i%(n+1), i/(n+1)
		for _, to := range [2][2]int{{u + 1, v}, {u, v + 1}} {
			if to[0] <= n && to[1] <= n {
				end := corner[to[1]*(n+1)+to[0]]
				m.edges[[4]int{u, v, to[0], to[1]}] = append(fractal(rng, corner[i], end, levels, 0.12), spatial.SnapToGrid(end[0]), spatial.SnapToGrid(end[1]))
			}
		}
	}
	return m
}

// fractal is the line from a to b without b.
func fractal(rng *rand.Rand, a, b [2]float64, levels int, bend float64) []float64 {
	if levels == 0 {
		return []float64{spatial.SnapToGrid(a[0]), spatial.SnapToGrid(a[1])}
	}
	t := bend * (2*rng.Float64() - 1)
	m := [2]float64{(a[0]+b[0])/2 - t*(b[1]-a[1]), (a[1]+b[1])/2 + t*(b[0]-a[0])}
	return append(fractal(rng, a, m, levels-1, bend*0.8), fractal(rng, m, b, levels-1, bend*0.8)...)
}

// block is the outline of the quadrilaterals from (u, v) on, w wide and h high.
func (m mesh) block(u, v, w, h int) []float64 {
	var ring []float64
	walk := func(u0, v0, u1, v1 int) { // leaves the last vertex out
		if e, ok := m.edges[[4]int{u0, v0, u1, v1}]; ok {
			ring = append(ring, e[:len(e)-2]...)
			return
		}
		e := m.edges[[4]int{u1, v1, u0, v0}]
		for i := len(e) - 2; i >= 2; i -= 2 {
			ring = append(ring, e[i], e[i+1])
		}
	}
	for i := range w {
		walk(u+i, v, u+i+1, v)
	}
	for i := range h {
		walk(u+w, v+i, u+w, v+i+1)
	}
	for i := range w {
		walk(u+w-i, v+h, u+w-i-1, v+h)
	}
	for i := range h {
		walk(u, v+h-i, u, v+h-i-1)
	}
	return ring
}
