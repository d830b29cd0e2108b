package tiles

import (
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// sectionWriter gathers the shapes of one layer at one level.
type sectionWriter struct {
	tiling topology.Tiling
	arena  []byte
	parts  []part

	several map[uint64][][]topology.Point
	leftOut int // features of which a polygon spans too many tiles
}

// part is a shape in the arena.
type part struct {
	key      uint64
	feature  int32
	kind     byte
	from, to int
}

// polygons adds feature f of a mesh under a number; features come in ascending order of their numbers.
func (w *sectionWriter) polygons(m *topology.Polygons, f int, number int32) {
	outers := 0
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		if len(m.Ring(r)) > 0 && m.Outer(r) {
			outers++
		}
	}
	if outers == 1 {
		if !m.Cut(f, w.tiling, func(x, y int32, rings [][]topology.Point) { w.put(x, y, rings, number) }) {
			w.leftOut++
		}
		return
	}
	if w.several == nil {
		w.several = map[uint64][][]topology.Point{}
	}
	clear(w.several)
	if !m.Cut(f, w.tiling, func(x, y int32, rings [][]topology.Point) {
		k := key(uint32(x), uint32(y))
		w.several[k] = append(w.several[k], rings...)
	}) {
		w.leftOut++
	}
	for k, rings := range w.several {
		x, y := unkey(k)
		w.put(int32(x), int32(y), rings, number)
	}
}

func (w *sectionWriter) put(x, y int32, rings [][]topology.Point, number int32) {
	if edge := int32(max(1, 2*w.tiling.Origin/int64(w.tiling.Size))); x < 0 || y < 0 || x >= edge || y >= edge {
		return // the pad of what lies at the world's edge
	}
	from := len(w.arena)
	w.arena = appendRings(w.arena, rings, w.tiling.Corner(x, y), 0)
	w.parts = append(w.parts, part{key(uint32(x), uint32(y)), number, typePolygon, from, len(w.arena)})
}

// dropSpots takes all points out again.
func (w *sectionWriter) dropSpots() {
	w.parts = slices.DeleteFunc(w.parts, func(p part) bool { return p.kind == typePoint })
}

// spot adds a feature as a point.
func (w *sectionWriter) spot(p topology.Point, number int32) {
	x, y := w.tiling.Place(p)
	c := w.tiling.Corner(x, y)
	from := len(w.arena)
	w.arena = appendPoint(w.arena, int64(p.X)-int64(c.X), int64(p.Y)-int64(c.Y))
	w.parts = append(w.parts, part{key(uint32(x), uint32(y)), number, typePoint, from, len(w.arena)})
}

// heaviest is about how many bytes the heaviest tile takes, attributes included.
func (w *sectionWriter) heaviest() int {
	sums := map[uint64]int{}
	most := 0
	for _, p := range w.parts {
		sums[p.key] += p.to - p.from + featureBytes
		most = max(most, sums[p.key])
	}
	return most
}

// finish encodes and deflates what was gathered, features of a table, at a level.
func (w *sectionWriter) finish(layer int, t *table, level int, e *encoder, f *finisher) (s section, err error) {
	slices.SortFunc(w.parts, func(a, b part) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return int(a.feature - b.feature)
	})
	var carried []*column
	if t != nil {
		carried = t.carried(level, nil)
	}
	for i := 0; i < len(w.parts); {
		k := w.parts[i].key
		e.reset()
		e.begin(carried)
		for ; i < len(w.parts) && w.parts[i].key == k; i++ {
			p := w.parts[i]
			e.feature(t.ids[p.feature], p.feature, p.kind, w.arena[p.from:p.to])
		}
		e.end(kinds[layer].name, extentAt(level))
		s.append(k)
		if s.layers, err = f.append(s.layers, e.tile()); err != nil {
			return s, err
		}
	}
	if len(w.parts) > 0 {
		s.append(1<<64 - 1)
	}
	return s, nil
}
