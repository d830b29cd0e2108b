package serve

import (
	"iter"
	"slices"

	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Occupied yields the tiles of level r.Z in which a request for r.Layers may find something, by row and column, as coordinates of the
// request's tile matrix set. It does not look at r's X, Y, Fields and Zone. Up to level 16 of the pyramid, or the finest level that all
// the layers have, no yielded tile is empty; finer tiles are the parts of the occupied tiles of that level, and may be empty. Errors are
// those of [Set.Tile].
func (s *Set) Occupied(r Request) (iter.Seq[tilematrix.TileCoord], error) {
	m := r.TileMatrixSet
	if m == nil {
		m = tilematrix.WebMercatorQuad()
	}
	a, err := s.check(Request{Layers: r.Layers, TileMatrixSet: m, Z: r.Z})
	if err != nil {
		return nil, err
	}
	at := min(a.at.Z, finestOf(a.pyramid, a.layers))
	up := a.at.Z - at
	var keys []uint64
	for _, l := range a.layers {
		level := &a.pyramid.Levels[at][l.index]
		for i := range level.Len() {
			keys = append(keys, level.Key(i))
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return func(yield func(tilematrix.TileCoord) bool) {
		for i := 0; i < len(keys); {
			j := i // all of one row
			_, row := pyramid.Unkey(keys[i])
			for j < len(keys) && keys[j]>>32 == uint64(row) {
				j++
			}
			for dy := range uint32(1) << up {
				for _, k := range keys[i:j] {
					x, y := pyramid.Unkey(k)
					for dx := range uint32(1) << up {
						if !yield(tilematrix.TileCoord{Z: r.Z, X: x<<up + dx, Y: y<<up + dy}) {
							return
						}
					}
				}
			}
			i = j
		}
	}, nil
}
