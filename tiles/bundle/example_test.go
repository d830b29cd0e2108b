package bundle_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/tiles/bundle"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Nothing is at the path before the archive is closed.
func ExampleCreatePMTiles() {
	dir, err := os.MkdirTemp("", "example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "county.pmtiles")
	p, err := bundle.CreatePMTiles(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Abort()
	if err := p.Add(tilematrix.TileCoord{Z: 1, X: 1, Y: 0}, []byte("a tile, by gzip")); err != nil {
		fmt.Println(err)
		return
	}
	_, before := os.Stat(path)
	err = p.Close(bundle.Header{MaxZoom: 1, Bounds: [4]float64{119, 30, 120, 31}})
	_, after := os.Stat(path)
	fmt.Println(os.IsNotExist(before), err, after)
	// Output: true <nil> <nil>
}

// Tiles are numbered along Hilbert's curve, after those of coarser levels.
func ExampleTileID() {
	fmt.Println(bundle.TileID(0, 0, 0), bundle.TileID(1, 0, 0), bundle.TileID(1, 1, 0))
	// Output: 0 1 4
}
