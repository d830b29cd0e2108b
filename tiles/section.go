package tiles

import (
	"encoding/binary"
	"slices"
	"sort"

	"github.com/qingshan-gis/qingshan/tiles/mesh"
)

// section is all tiles of one layer at one level, as they lie in a file: a directory of 16 bytes a tile, its key and where its
// shapes begin, sorted by key, with a last entry for the end; and the shapes, one after the other.
type section struct {
	directory, shapes []byte
}

const entryBytes = 16

// len is the number of tiles.
func (s section) len() int { return max(0, len(s.directory)/entryBytes-1) }

func (s section) key(i int) uint64 { return binary.LittleEndian.Uint64(s.directory[i*entryBytes:]) }

func (s section) at(i int) []byte {
	from := binary.LittleEndian.Uint64(s.directory[i*entryBytes+8:])
	to := binary.LittleEndian.Uint64(s.directory[(i+1)*entryBytes+8:])
	if from > to || to > uint64(len(s.shapes)) {
		return nil
	}
	return s.shapes[from:to]
}

// find returns the shapes of a tile, nil where it is empty.
func (s section) find(k uint64) []byte {
	n := s.len()
	if i := sort.Search(n, func(i int) bool { return s.key(i) >= k }); i < n && s.key(i) == k {
		return s.at(i)
	}
	return nil
}

// shape is what a tile shows of a feature.
type shape struct {
	feature  int32
	point    bool
	geometry []byte // MVT commands
}

// eachShape calls visit for the shapes of a tile, features ascending; false where the bytes are none of ours.
func eachShape(b []byte, visit func(shape)) bool {
	feature := int32(-1)
	for len(b) > 0 {
		head, n := binary.Uvarint(b)
		if n <= 0 {
			return false
		}
		size, m := binary.Uvarint(b[n:])
		if m <= 0 || size > uint64(len(b)-n-m) {
			return false
		}
		feature += int32(head >> 1)
		visit(shape{feature, head&1 == 1, b[n+m : n+m+int(size)]})
		b = b[n+m+int(size):]
	}
	return true
}

// sectionWriter gathers the shapes of one layer at one level.
type sectionWriter struct {
	tiling mesh.Tiling
	arena  []byte
	parts  []part

	several map[uint64][][]mesh.Point
}

// part is a shape in the arena.
type part struct {
	key      uint64
	feature  int32
	point    bool
	from, to int
}

// polygons adds feature f of a mesh under a number; features come in ascending order of their numbers.
func (w *sectionWriter) polygons(m *mesh.Mesh, f int, number int32) {
	outers := 0
	for r := m.Features[f]; r < m.Features[f+1]; r++ {
		if len(m.Ring(r)) > 0 && m.Outer(r) {
			outers++
		}
	}
	if outers == 1 {
		m.Cut(f, w.tiling, func(x, y int32, rings [][]mesh.Point) { w.put(x, y, rings, number) })
		return
	}
	if w.several == nil {
		w.several = map[uint64][][]mesh.Point{}
	}
	clear(w.several)
	m.Cut(f, w.tiling, func(x, y int32, rings [][]mesh.Point) {
		k := key(uint32(x), uint32(y))
		w.several[k] = append(w.several[k], rings...)
	})
	for k, rings := range w.several {
		x, y := unkey(k)
		w.put(int32(x), int32(y), rings, number)
	}
}

func (w *sectionWriter) put(x, y int32, rings [][]mesh.Point, number int32) {
	if edge := int32(max(1, 2*w.tiling.Origin/int64(w.tiling.Size))); x < 0 || y < 0 || x >= edge || y >= edge {
		return // the pad of what lies at the world's edge
	}
	from := len(w.arena)
	w.arena = appendRings(w.arena, rings, w.tiling.Corner(x, y), 0)
	w.parts = append(w.parts, part{key(uint32(x), uint32(y)), number, false, from, len(w.arena)})
}

// spot adds a feature as a point.
func (w *sectionWriter) spot(p mesh.Point, number int32) {
	x, y := w.tiling.Place(p)
	c := w.tiling.Corner(x, y)
	from := len(w.arena)
	w.arena = appendPoint(w.arena, int64(p.X)-int64(c.X), int64(p.Y)-int64(c.Y))
	w.parts = append(w.parts, part{key(uint32(x), uint32(y)), number, true, from, len(w.arena)})
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

// section sorts what was gathered.
func (w *sectionWriter) section() (s section) {
	slices.SortFunc(w.parts, func(a, b part) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return int(a.feature - b.feature)
	})
	s.shapes = make([]byte, 0, len(w.arena)+6*len(w.parts))
	feature := int32(-1)
	for i, p := range w.parts {
		if i == 0 || p.key != w.parts[i-1].key {
			feature = -1
			s.directory = binary.LittleEndian.AppendUint64(s.directory, p.key)
			s.directory = binary.LittleEndian.AppendUint64(s.directory, uint64(len(s.shapes)))
		}
		head := uint64(p.feature-feature) << 1
		if p.point {
			head |= 1
		}
		feature = p.feature
		s.shapes = binary.AppendUvarint(s.shapes, head)
		s.shapes = binary.AppendUvarint(s.shapes, uint64(p.to-p.from))
		s.shapes = append(s.shapes, w.arena[p.from:p.to]...)
	}
	if len(w.parts) > 0 {
		s.directory = binary.LittleEndian.AppendUint64(s.directory, 1<<64-1)
		s.directory = binary.LittleEndian.AppendUint64(s.directory, uint64(len(s.shapes)))
	}
	return s
}
