package raster_test

import (
	"context"
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Ground of 4 × 4 pixels loses its trees in the lower half but for a pixel under cloud. The feature holds three columns and a half of
// it, in pixel coordinates.
func ExampleRun() {
	before := newMemory(4, 4, 4, func(_, _ int) float64 { return 0.8 })
	after := newMemory(4, 4, 4, func(x, y int) float64 {
		switch {
		case x == 0 && y == 3:
			return math.NaN()
		case y >= 2:
			return 0.3
		}
		return 0.8
	})
	open := func(m *memory) raster.Opener { return func() (raster.Band, error) { return m, nil } }
	var b spatial.Builder
	b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{0, 0, 3.5, 0, 3.5, 4, 0, 4, 0, 0}, [][]int{{10}}))

	rule := raster.Rule{Drop: 0.2, Connectivity: 8, MinPixels: 2}
	r, err := raster.Run(context.Background(), raster.Pair{T0: open(before), T1: open(after)}, []raster.Layer{{Shapes: b.Build()}}, rule, raster.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := r.Stats[0][0]
	fmt.Printf("%.1f of %.1f pixels observed, mean change %.4f\n", s.Count, s.Area, s.Mean())
	for _, p := range r.Patches {
		fmt.Printf("a patch of %d pixels, mean change %.2f\n", p.Pixels, p.Mean)
	}
	// Output:
	// 13.0 of 14.0 pixels observed, mean change -0.2308
	// a patch of 7 pixels, mean change -0.50
}

// Two tiles side by side are read as one band.
func ExampleAssemble() {
	tile := func(value float64) raster.Opener {
		return func() (raster.Band, error) { return newMemory(2, 2, 2, func(_, _ int) float64 { return value }), nil }
	}
	grid := raster.Grid{Width: 5, Height: 2, Affine: [6]float64{0, 1, 0, 2, 0, -1}}
	band, err := raster.Assemble(grid, []raster.Part{{Open: tile(1), Width: 2, Height: 2}, {Open: tile(2), Col: 2, Width: 2, Height: 2}})()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer band.Close()
	values, valid := make([]float64, 5), make([]bool, 5)
	err = band.Read(raster.Window{Y: 1, W: 5, H: 1}, values, valid)
	fmt.Println(values[:4], valid, err)
	// Output: [1 1 2 2] [true true true true false] <nil>
}
