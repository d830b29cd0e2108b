package build

import (
	"bytes"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// smallPyramid is a file with one triangle, at the finest level.
func smallPyramid(t testing.TB) []byte {
	b := topology.NewBuilder(8)
	b.Ring([]topology.Point{{X: 0, Y: 0}, {X: 900, Y: 0}, {X: 900, Y: 700}}, true)
	b.Feature()
	m := b.Build()
	w := layerTiles{tiling: pyramid.LatticeOf(pyramid.FullLevel).Tiling()}
	w.polygons(m, 0, 3)
	var out bytes.Buffer
	p := pyramid.NewWriter(&out)
	ids := []uint64{10, 11, 12, 13}
	gaps := attributes.Layers()[attributes.GapsLayer]
	table := attributes.NewTable(gaps, ids, attributes.Membership{}, mvt.NewNames([]string{"a", "b", "c", "d"}), mvt.NewEmpty(), mvt.NewEmpty(), mvt.NewColumn(4, func(i int) any { return 0.5 + float64(i) }), mvt.NewEmpty())
	s, err := w.encode(gaps.Name, table, pyramid.FullLevel, &mvt.Encoder{}, &pyramid.LayerWriter{})
	if err != nil {
		t.Fatal(err)
	}
	p.Section(attributes.GapsLayer, pyramid.FullLevel, 0, s, nil)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestBuiltPyramidReadsBack: a polygon over the corner of four tiles lies in those that show it or whose buffers do.
func TestBuiltPyramidReadsBack(t *testing.T) {
	p, err := pyramid.Read(smallPyramid(t), attributes.LayerCount)
	if err != nil {
		t.Fatal(err)
	}
	l := p.Levels[pyramid.FullLevel][attributes.GapsLayer]
	if l.Len() != 4 { // the corner of four tiles: the triangle lies in the buffers of three
		t.Fatalf("%d tiles", l.Len())
	}
	i := l.Find(pyramid.Key(1<<15, 1<<15))
	if i < 0 {
		t.Fatal("the tile is not found")
	}
	f, err := l.At(i)
	if err != nil {
		t.Fatal(err)
	}
	layer, err := f.AppendInflated(nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = mvt.EachFeature(layer, func(id uint64, kind mvt.GeomType, geometry []byte) {
		n++
		rings, ok := mvt.ReadRings(geometry)
		if !ok || id != 13 || kind != mvt.TypePolygon || len(rings) != 1 || topology.TwiceArea(rings[0]) != 900*700 {
			t.Errorf("feature %d of type %d: %v", id, kind, rings)
		}
	})
	if err != nil || n != 1 {
		t.Errorf("%d features: %v", n, err)
	}
}
