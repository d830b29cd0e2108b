package tiles

import (
	"iter"
	"slices"
)

// Place is a tile's place in a matrix set.
type Place struct {
	Z    int
	X, Y uint32
}

// Occupied yields the places of one level in which a request for these layers and this zone may find something, by row and
// column. r's X, Y and Fields are not looked at. Up to level 16 of the pyramid a tile is there for each; finer ones are the parts
// of the occupied tiles of that level, and may be empty.
func (s *Set) Occupied(r Request) (iter.Seq[Place], error) {
	m := r.Matrix
	if m == nil {
		m = WebMercatorQuad()
	}
	a, err := s.check(Request{Layers: r.Layers, Matrix: m, Z: r.Z, Zone: r.Zone})
	if err != nil {
		return nil, err
	}
	level := r.Z + a.offset
	at := min(level, fullLevel)
	var keys []uint64
	for _, l := range a.layers {
		if l.polygons >= 0 {
			keys = a.occupied(keys, l, at)
			continue
		}
		p := l.places[a.plane]
		for i, code := range p.code {
			if !p.shown(p.feature[i], level) {
				continue
			}
			if a.within == nil || l.tables[0].zones.in(p.feature[i], *a.within) {
				x, y := split(code)
				keys = append(keys, key(x>>(32-at), y>>(32-at)))
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	return func(yield func(Place) bool) {
		up := level - at
		for i := 0; i < len(keys); {
			j := i // all of one row
			_, row := unkey(keys[i])
			for j < len(keys) && keys[j]>>32 == uint64(row) {
				j++
			}
			for dy := range uint32(1) << up {
				for _, k := range keys[i:j] {
					x, y := unkey(k)
					for dx := range uint32(1) << up {
						if !yield(Place{r.Z, x<<up + dx, y<<up + dy}) {
							return
						}
					}
				}
			}
			i = j
		}
	}, nil
}

func (a asked) occupied(keys []uint64, l *Layer, at int) []uint64 {
	level := &a.pyramid.levels[at][l.polygons]
	table, ok := l.tableAt(level.rung)
	if !ok {
		return keys
	}
	for i := range level.len() {
		found := a.within == nil
		if !found {
			eachShape(level.at(i), func(s shape) {
				found = found || int(s.feature) < len(table.ids) && table.zones.in(s.feature, *a.within)
			})
		}
		if found {
			keys = append(keys, level.key(i))
		}
	}
	return keys
}
