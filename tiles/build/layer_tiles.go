package build

import (
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// layerTiles gathers the shapes of one layer at one level.
type layerTiles struct {
	tiling topology.Tiling
	arena  []byte
	shapes []shape

	several map[uint64][][]topology.Point
	leftOut int // features of which a polygon spans too many tiles
}

// shape is a shape in the arena.
type shape struct {
	key      uint64
	feature  int32
	kind     mvt.GeomType
	from, to int
}

// polygons adds feature f of some polygons under a number; features come in ascending order of their numbers.
func (w *layerTiles) polygons(m *topology.Polygons, f int, number int32) {
	outers := 0
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		if len(m.Ring(r)) > 0 && m.Outer(r) {
			outers++
		}
	}
	if outers == 1 {
		if !m.Cut(f, w.tiling, func(x, y int32, rings [][]topology.Point) { w.put(x, y, mvt.TypePolygon, rings, number) }) {
			w.leftOut++
		}
		return
	}
	if w.several == nil {
		w.several = map[uint64][][]topology.Point{}
	}
	clear(w.several)
	if !m.Cut(f, w.tiling, func(x, y int32, rings [][]topology.Point) {
		k := pyramid.Key(uint32(x), uint32(y))
		w.several[k] = append(w.several[k], rings...)
	}) {
		w.leftOut++
	}
	for k, rings := range w.several {
		x, y := pyramid.Unkey(k)
		w.put(int32(x), int32(y), mvt.TypePolygon, rings, number)
	}
}

// put adds what a tile shows of a feature.
func (w *layerTiles) put(x, y int32, kind mvt.GeomType, paths [][]topology.Point, number int32) {
	if edge := int32(max(1, 2*w.tiling.Origin/int64(w.tiling.Size))); x < 0 || y < 0 || x >= edge || y >= edge {
		return // the pad of what lies at the world's edge
	}
	from := len(w.arena)
	if corner := w.tiling.Corner(x, y); kind == mvt.TypeLine {
		w.arena = mvt.AppendLines(w.arena, paths, corner, 0)
	} else {
		w.arena = mvt.AppendRings(w.arena, paths, corner, 0)
	}
	w.shapes = append(w.shapes, shape{pyramid.Key(uint32(x), uint32(y)), number, kind, from, len(w.arena)})
}

// dropPoints takes all points out again.
func (w *layerTiles) dropPoints() {
	w.shapes = slices.DeleteFunc(w.shapes, func(p shape) bool { return p.kind == mvt.TypePoint })
}

// point adds a feature as a point.
func (w *layerTiles) point(p topology.Point, number int32) {
	x, y := w.tiling.TileOf(p)
	c := w.tiling.Corner(x, y)
	from := len(w.arena)
	w.arena = mvt.AppendPoint(w.arena, int64(p.X)-int64(c.X), int64(p.Y)-int64(c.Y))
	w.shapes = append(w.shapes, shape{pyramid.Key(uint32(x), uint32(y)), number, mvt.TypePoint, from, len(w.arena)})
}

// heaviest is about how many bytes the heaviest tile takes, attributes included.
func (w *layerTiles) heaviest() int {
	sums := map[uint64]int{}
	most := 0
	for _, p := range w.shapes {
		sums[p.key] += p.to - p.from + featureBytes
		most = max(most, sums[p.key])
	}
	return most
}

// encode encodes and deflates what was gathered, features of a table, at a level.
func (w *layerTiles) encode(name string, t *attributes.Table, level int, e *mvt.Encoder, f *pyramid.LayerWriter) (s pyramid.Section, err error) {
	slices.SortFunc(w.shapes, func(a, b shape) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return int(a.feature - b.feature)
	})
	var carried []*mvt.Column
	if t != nil {
		carried = t.Carried(level, nil)
	}
	for i := 0; i < len(w.shapes); {
		k := w.shapes[i].key
		e.Reset()
		e.Begin(carried)
		for ; i < len(w.shapes) && w.shapes[i].key == k; i++ {
			p := w.shapes[i]
			e.Feature(t.IDs[p.feature], p.feature, p.kind, w.arena[p.from:p.to])
		}
		e.End(name, pyramid.ExtentAt(level))
		if err = s.Append(k, f, e.Tile()); err != nil {
			return s, err
		}
	}
	s.End()
	return s, nil
}
