package build

import (
	"bytes"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

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

func TestPyramidReadsBack(t *testing.T) {
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
	err = mvt.EachFeature(layer, func(id uint64, kind byte, geometry []byte) {
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

// FuzzPyramid: whatever stands in a file, reading refuses or gives sections that can be looked through.
func FuzzPyramid(f *testing.F) {
	good := smallPyramid(f)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte("QSTILES2"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := pyramid.Read(b, attributes.LayerCount)
		if err != nil {
			if !errors.Is(err, pyramid.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		for i := range p.Levels {
			for _, l := range p.Levels[i] {
				l.Find(pyramid.Key(1<<15, 1<<15))
				pyramid.ReadClusters(l.Clusters, 100)
				for k := range l.Len() {
					f, err := l.At(k)
					if err != nil {
						continue
					}
					layer, err := f.AppendInflated(nil)
					if err != nil {
						continue
					}
					_ = mvt.EachFeature(layer, func(_ uint64, _ byte, geometry []byte) {
						mvt.ReadRings(geometry)
						mvt.ReadPoint(geometry)
					})
				}
			}
		}
	})
}
