package tiles

import (
	"bytes"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/mesh"
)

func smallPyramid(t testing.TB) []byte {
	b := mesh.NewBuilder(8)
	b.Ring([]mesh.Point{{X: 0, Y: 0}, {X: 900, Y: 0}, {X: 900, Y: 700}}, true)
	b.Feature()
	m := b.Build()
	w := sectionWriter{tiling: latticeAt(fullLevel).tiling()}
	w.polygons(m, 0, 3)
	var out bytes.Buffer
	p := newPyramidWriter(&out)
	p.section(gapsLayer, fullLevel, 0, w.section())
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPyramidReadsBack(t *testing.T) {
	p, err := readPyramid(smallPyramid(t))
	if err != nil {
		t.Fatal(err)
	}
	l := p.levels[fullLevel][gapsLayer]
	if l.len() != 4 { // the corner of four tiles: the triangle lies in the buffers of three
		t.Fatalf("%d tiles", l.len())
	}
	n := 0
	ok := eachShape(l.find(key(1<<15, 1<<15)), func(s shape) {
		n++
		rings, ok := readRings(s.geometry)
		if !ok || s.feature != 3 || len(rings) != 1 || mesh.TwiceArea(rings[0]) != 900*700 {
			t.Errorf("feature %d: %v", s.feature, rings)
		}
	})
	if !ok || n != 1 {
		t.Errorf("%d shapes", n)
	}
}

// FuzzPyramid: whatever stands in a file, reading refuses or gives sections that can be looked through.
func FuzzPyramid(f *testing.F) {
	good := smallPyramid(f)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte(pyramidMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := readPyramid(b)
		if err != nil {
			if !errors.Is(err, errPyramid) {
				t.Fatal(err)
			}
			return
		}
		for i := range p.levels {
			for _, l := range p.levels[i] {
				l.find(key(1<<15, 1<<15))
				for k := range l.len() {
					eachShape(l.at(k), func(s shape) {
						readRings(s.geometry)
						readPoint(s.geometry)
					})
				}
			}
		}
	})
}
