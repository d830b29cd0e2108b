package rasterpack_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
)

// slope is a band of 300 × 300 pixels whose values are their columns.
type slope struct{}

func (slope) Grid() raster.Grid {
	return raster.Grid{Width: 300, Height: 300, Affine: [6]float64{0, 1, 0, 300, 0, -1}}
}
func (slope) BlockSize() (w, h int) { return 300, 300 }
func (slope) Close() error          { return nil }
func (slope) Read(w raster.Window, values []float64, valid []bool) error {
	for i := range values {
		values[i], valid[i] = float64(w.X+i%w.W), true
	}
	return nil
}

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "rasterpack")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "slope.qsraster")
	toPixel, err := crsapprox.Fit(func(_, _ []float64) error { return nil }, spatial.Box{MaxX: 300, MaxY: 300}, 1e-6)
	if err != nil {
		fmt.Println(err)
		return
	}
	header := rasterpack.Header{Grid: slope{}.Grid(), CRS: "plane", Type: rasterpack.Float32, Scale: 1, ToPixel: toPixel}
	if err := rasterpack.Write(context.Background(), path, header, func() (raster.Band, error) { return slope{}, nil }, rasterpack.Options{}); err != nil {
		fmt.Println(err)
		return
	}

	f, err := rasterpack.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println(f.Header().Levels(), "levels, mean", f.Header().Stats.Mean)
	pixels := make([]float32, 3)
	err = f.Window(1, raster.Window{X: 10, Y: 0, W: 3, H: 1}, pixels)
	fmt.Println(pixels, err)
	// Output:
	// 2 levels, mean 149.5
	// [20.5 22.5 24.5] <nil>
}
