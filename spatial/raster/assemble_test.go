package raster_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// piece is a band of whole numbers in memory; opened counts how often, and how many of all are open.
type piece struct {
	grid   raster.Grid
	values []int32
	open   *int
}

func (p *piece) Grid() raster.Grid     { return p.grid }
func (p *piece) BlockSize() (w, h int) { return 7, 5 }
func (p *piece) Whole() bool           { return true }
func (p *piece) Close() error          { *p.open--; return nil }

func (p *piece) Read(w raster.Window, values []float64, valid []bool) error {
	for i := range w.W * w.H {
		v := p.values[(w.Y+i/w.W)*p.grid.Width+w.X+i%w.W]
		values[i], valid[i] = float64(v), v != raster.Missing
	}
	return nil
}

func (p *piece) ReadIntegers(w raster.Window, values []int32) error {
	for i := range w.W * w.H {
		values[i] = p.values[(w.Y+i/w.W)*p.grid.Width+w.X+i%w.W]
	}
	return nil
}

// TestAssemble: any window of random parts, more than are held open, that overlap and reach beyond the grid, is what painting
// them one after the other on a canvas gives.
func TestAssemble(t *testing.T) {
	rng := rand.New(rand.NewPCG(26, 11))
	open, most := 0, 0
	for round := range 50 {
		g := raster.Grid{Width: 40, Height: 30, Affine: [6]float64{0, 1, 0, 0, 0, -1}}
		canvas := make([]int32, g.Width*g.Height)
		for i := range canvas {
			canvas[i] = raster.Missing
		}
		var parts []raster.Part
		for range 1 + rng.IntN(25) {
			p := &piece{grid: raster.Grid{Width: 1 + rng.IntN(15), Height: 1 + rng.IntN(15)}, open: &open}
			col, row := rng.IntN(50)-8, rng.IntN(40)-8
			for i := range p.grid.Width * p.grid.Height {
				v := int32(rng.IntN(100))
				if rng.IntN(4) == 0 {
					v = raster.Missing
				}
				p.values = append(p.values, v)
				if c, r := col+i%p.grid.Width, row+i/p.grid.Width; v != raster.Missing && c >= 0 && r >= 0 && c < g.Width && r < g.Height {
					canvas[r*g.Width+c] = v
				}
			}
			parts = append(parts, raster.Part{Open: func() (raster.Band, error) { open++; most = max(most, open); return p, nil }, Col: col, Row: row, Width: p.grid.Width, Height: p.grid.Height})
		}
		band, err := raster.Assemble(g, parts)()
		if err != nil {
			t.Fatal(err)
		}
		whole := band.(raster.Integers)
		if !whole.Whole() {
			t.Fatal("whole numbers were lost")
		}
		for range 20 {
			w := raster.Window{X: rng.IntN(g.Width), Y: rng.IntN(g.Height)}
			w.W, w.H = 1+rng.IntN(g.Width-w.X), 1+rng.IntN(g.Height-w.Y)
			n := w.W * w.H
			numbers, values, valid := make([]int32, n), make([]float64, n), make([]bool, n)
			if err := whole.ReadIntegers(w, numbers); err != nil {
				t.Fatal(err)
			}
			if err := band.Read(w, values, valid); err != nil {
				t.Fatal(err)
			}
			for i := range n {
				want := canvas[(w.Y+i/w.W)*g.Width+w.X+i%w.W]
				if numbers[i] != want || valid[i] != (want != raster.Missing) || valid[i] && values[i] != float64(want) {
					t.Fatalf("round %d, window %+v, pixel %d: %d, %v %v, want %d", round, w, i, numbers[i], values[i], valid[i], want)
				}
			}
		}
		if err := band.Close(); err != nil || open != 0 {
			t.Fatalf("%d parts stay open, %v", open, err)
		}
	}
	if most < 2 || most > 17 {
		t.Errorf("up to %d parts were open at once", most)
	}
}

// broken is a band that cannot be read.
type broken struct{ piece }

var errBroken = errors.New("the disk is gone")

func (b *broken) Read(raster.Window, []float64, []bool) error { return errBroken }
func (b *broken) ReadIntegers(raster.Window, []int32) error   { return errBroken }

// TestAssembleRefuses: parts that are not as large as said, that do not open, or cannot be read.
func TestAssembleRefuses(t *testing.T) {
	open := 0
	g := raster.Grid{Width: 4, Height: 4, Affine: [6]float64{0, 1, 0, 0, 0, -1}}
	sound := func() (raster.Band, error) {
		open++
		return &piece{grid: g, values: make([]int32, 16), open: &open}, nil
	}
	unreadable := func() (raster.Band, error) {
		open++
		return &broken{piece{grid: g, open: &open}}, nil
	}
	missing := func() (raster.Band, error) { return nil, errBroken }
	if _, err := raster.Assemble(g, []raster.Part{{Open: missing, Width: 4, Height: 4}})(); !errors.Is(err, errBroken) {
		t.Errorf("a first part that does not open: %v", err)
	}
	if _, err := raster.Assemble(g, []raster.Part{{Open: sound, Width: 5, Height: 4}})(); err == nil || !strings.Contains(err.Error(), "4×4 pixels, not 5×4") {
		t.Errorf("a part of another size: %v", err)
	}
	for what, second := range map[string]raster.Opener{"does not open": missing, "cannot be read": unreadable} {
		band, err := raster.Assemble(g, []raster.Part{{Open: sound, Width: 4, Height: 4}, {Open: second, Col: 2, Width: 4, Height: 4}})()
		if err != nil {
			t.Fatal(err)
		}
		w := raster.Window{W: 4, H: 4}
		if err := band.Read(w, make([]float64, 16), make([]bool, 16)); !errors.Is(err, errBroken) {
			t.Errorf("a second part that %s: %v", what, err)
		}
		if err := band.(raster.Integers).ReadIntegers(w, make([]int32, 16)); !errors.Is(err, errBroken) {
			t.Errorf("a second part that %s, whole numbers: %v", what, err)
		}
		if err := band.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if open != 0 {
		t.Errorf("%d parts are open still", open)
	}
}
