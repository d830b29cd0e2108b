package tiles

import (
	"bytes"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

func smallPyramid(t testing.TB) []byte {
	b := topology.NewBuilder(8)
	b.Ring([]topology.Point{{X: 0, Y: 0}, {X: 900, Y: 0}, {X: 900, Y: 700}}, true)
	b.Feature()
	m := b.Build()
	w := sectionWriter{tiling: latticeAt(fullLevel).tiling()}
	w.polygons(m, 0, 3)
	var out bytes.Buffer
	p := newPyramidWriter(&out)
	ids := []uint64{10, 11, 12, 13}
	table := newTable(gapsLayer, ids, membership{}, texts([]string{"a", "b", "c", "d"}), nothing(), nothing(), coded(4, func(i int) any { return 0.5 + float64(i) }), nothing())
	s, err := w.finish(gapsLayer, table, fullLevel, &encoder{}, &finisher{})
	if err != nil {
		t.Fatal(err)
	}
	p.section(gapsLayer, fullLevel, 0, s, nil)
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPyramidReadsBack(t *testing.T) {
	p, err := readPyramid(smallPyramid(t), layerCount)
	if err != nil {
		t.Fatal(err)
	}
	l := p.levels[fullLevel][gapsLayer]
	if l.len() != 4 { // the corner of four tiles: the triangle lies in the buffers of three
		t.Fatalf("%d tiles", l.len())
	}
	i := l.find(key(1<<15, 1<<15))
	if i < 0 {
		t.Fatal("the tile is not found")
	}
	f, err := l.at(i)
	if err != nil {
		t.Fatal(err)
	}
	layer, err := f.appendLayer(nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = eachFeature(layer, func(id uint64, kind byte, geometry []byte) {
		n++
		rings, ok := readRings(geometry)
		if !ok || id != 13 || kind != typePolygon || len(rings) != 1 || topology.TwiceArea(rings[0]) != 900*700 {
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
		p, err := readPyramid(b, layerCount)
		if err != nil {
			if !errors.Is(err, errPyramid) {
				t.Fatal(err)
			}
			return
		}
		for i := range p.levels {
			for _, l := range p.levels[i] {
				l.find(key(1<<15, 1<<15))
				readBunches(l.bunches, 100)
				for k := range l.len() {
					f, err := l.at(k)
					if err != nil {
						continue
					}
					layer, err := f.appendLayer(nil)
					if err != nil {
						continue
					}
					_ = eachFeature(layer, func(_ uint64, _ byte, geometry []byte) {
						readRings(geometry)
						readPoint(geometry)
					})
				}
			}
		}
	})
}
