package pyramid_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"

	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// A file with one tile of one layer, and the tile as clients get it.
func Example() {
	var layers pyramid.LayerWriter
	var section pyramid.Section
	if err := section.Append(pyramid.Key(3, 5), &layers, []byte("an encoded layer")); err != nil {
		fmt.Println(err)
		return
	}
	section.End()
	var file bytes.Buffer
	w := pyramid.NewWriter(&file)
	w.Section(0, 4, 0, section, nil)
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}

	p, err := pyramid.Read(file.Bytes(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	level := p.Levels[4][0]
	layer, err := level.At(level.Find(pyramid.Key(3, 5)))
	if err != nil {
		fmt.Println(err)
		return
	}
	member, err := gzip.NewReader(bytes.NewReader(pyramid.AppendGzip(nil, []pyramid.DeflatedLayer{layer, layer})))
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := io.ReadAll(member)
	fmt.Printf("%s %v\n", text, err)
	// Output: an encoded layeran encoded layer <nil>
}

// At level 10 a tile is 8192 units wide, and a unit 2⁹ steps of the world.
func ExampleLatticeOf() {
	l := pyramid.LatticeOf(10)
	fmt.Println(l.Tiling().Size, l.Shift, l.PixelArea())
	// Output: 8192 9 1024
}
