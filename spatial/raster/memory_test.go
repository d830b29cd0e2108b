package raster_test

import (
	"math"
	"math/rand/v2"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// memory is a band held in memory; NaN is no observation.
type memory struct {
	grid   raster.Grid
	block  int
	values []float64
}

func newMemory(w, h, block int, at func(x, y int) float64) *memory {
	m := &memory{raster.Grid{Width: w, Height: h, Affine: [6]float64{0, 1, 0, float64(h), 0, -1}}, block, make([]float64, w*h)}
	for i := range m.values {
		m.values[i] = at(i%w, i/w)
	}
	return m
}

func (m *memory) Grid() raster.Grid     { return m.grid }
func (m *memory) BlockSize() (w, h int) { return m.block, m.block }
func (m *memory) Close() error          { return nil }
func (m *memory) Read(w raster.Window, values []float64, valid []bool) error {
	for y := range w.H {
		for x := range w.W {
			v := m.values[(w.Y+y)*m.grid.Width+w.X+x]
			values[y*w.W+x], valid[y*w.W+x] = v, !math.IsNaN(v)
		}
	}
	return nil
}

// Whole makes the band an integer one where all of its values fit 16 bits.
func (m *memory) Whole() bool {
	for _, v := range m.values {
		if !math.IsNaN(v) && (v != math.Trunc(v) || math.Abs(v) > math.MaxInt16) {
			return false
		}
	}
	return true
}

func (m *memory) ReadIntegers(w raster.Window, values []int32) error {
	for y := range w.H {
		for x := range w.W {
			values[y*w.W+x] = raster.Missing
			if v := m.values[(w.Y+y)*m.grid.Width+w.X+x]; !math.IsNaN(v) {
				values[y*w.W+x] = int32(v)
			}
		}
	}
	return nil
}

func opener(m *memory) raster.Opener { return func() (raster.Band, error) { return m, nil } }

// floats opens a band as one of floating-point numbers, whatever its values.
func floats(m *memory) raster.Opener {
	return func() (raster.Band, error) { return struct{ raster.Band }{m}, nil }
}

// star is a random star-shaped ring, sometimes with corners on the lattice.
func star(rng *rand.Rand, x, y, radius float64, turn bool) []float64 {
	n := 3 + rng.IntN(9)
	lattice := rng.IntN(3) == 0
	var out []float64
	for i := range n {
		a := 2 * math.Pi * (float64(i) + 0.5*rng.Float64()) / float64(n)
		if turn {
			a = -a
		}
		r := radius * (0.3 + 0.7*rng.Float64())
		px, py := x+r*math.Cos(a), y+r*math.Sin(a)
		if lattice {
			px, py = math.Round(px), math.Round(py)
		}
		out = append(out, px, py)
	}
	return append(out, out[0], out[1])
}

func layerOf(rings ...[][]float64) *spatial.Polygons {
	var b spatial.Builder
	for _, polygon := range rings {
		var flat []float64
		var ends []int
		for _, r := range polygon {
			flat = append(flat, r...)
			ends = append(ends, len(flat))
		}
		b.Add(geom.NewMultiPolygonFlat(geom.XY, flat, [][]int{ends}))
	}
	return b.Build()
}
