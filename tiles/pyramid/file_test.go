package pyramid

import (
	"bytes"
	"errors"
	"testing"

	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// smallPyramid is a file of three layers, the last of which shows one triangle in four tiles.
func smallPyramid(t testing.TB) []byte {
	t.Helper()
	var e mvt.Encoder
	var deflate LayerWriter
	var s Section
	triangle := [][]topology.Point{{{X: 0, Y: 0}, {X: 900, Y: 0}, {X: 900, Y: 700}}}
	for _, at := range [][2]uint32{{7, 7}, {8, 7}, {7, 8}, {8, 8}} {
		e.Reset()
		e.Begin(nil)
		e.Feature(13, 0, mvt.TypePolygon, mvt.AppendRings(nil, triangle, topology.Point{}, 0))
		e.End("gaps", ExtentAt(FullLevel))
		if err := s.Append(Key(at[0], at[1]), &deflate, e.Tile()); err != nil {
			t.Fatal(err)
		}
	}
	s.End()
	var out bytes.Buffer
	w := NewWriter(&out)
	w.Section(2, FullLevel, 0, s, [][]int32{{0, 2}})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFileReadsBack(t *testing.T) {
	p, err := Read(smallPyramid(t), 3)
	if err != nil {
		t.Fatal(err)
	}
	l := p.Levels[FullLevel][2]
	if err := l.Check(); err != nil || l.Len() != 4 {
		t.Fatalf("%d tiles: %v", l.Len(), err)
	}
	if clusters, ok := ReadClusters(l.Clusters, 3); !ok || len(clusters) != 1 || len(clusters[0]) != 2 {
		t.Errorf("clusters %v", clusters)
	}
	i := l.Find(Key(7, 8))
	if i < 0 || l.Find(Key(9, 9)) >= 0 {
		t.Fatalf("tile 7, 8 is the directory's %d", i)
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

// FuzzFile: whatever stands in a file, reading refuses or gives sections that can be looked through.
func FuzzFile(f *testing.F) {
	good := smallPyramid(f)
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add([]byte(pyramidMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(b, 3)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		for i := range p.Levels {
			for _, l := range p.Levels[i] {
				l.Find(Key(1<<15, 1<<15))
				ReadClusters(l.Clusters, 100)
				for k := range l.Len() {
					f, err := l.At(k)
					if err != nil {
						continue
					}
					layer, err := f.AppendInflated(nil)
					if err != nil {
						continue
					}
					_ = mvt.EachFeature(layer, func(_ uint64, _ mvt.GeomType, geometry []byte) {
						mvt.ReadRings(geometry)
						mvt.ReadPoint(geometry)
					})
				}
			}
		}
	})
}
