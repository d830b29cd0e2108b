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
	level := a.at.level
	at := min(level, fullLevel)
	var keys []uint64
	for _, l := range a.layers {
		if keys, err = s.occupied(keys, a, l, at); err != nil {
			return nil, err
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

func (s *Set) occupied(keys []uint64, a asked, l *Layer, at int) ([]uint64, error) {
	level := &a.pyramid.levels[at][l.index]
	n := level.len()
	if a.within == nil || n == 0 {
		for i := range n {
			keys = append(keys, level.key(i))
		}
		return keys, nil
	}
	table, err := s.tables.at(l.index, level.rung)
	if err != nil {
		return nil, err
	}
	var layer []byte
	for i := range n {
		f, err := level.at(i)
		if err != nil {
			return nil, err
		}
		if layer, err = f.appendLayer(layer[:0]); err != nil {
			return nil, err
		}
		found := false
		if err := eachFeature(layer, func(id uint64, _ byte, _ []byte) {
			if feature, ok := table.find(id); ok && !found {
				found = table.zones.in(feature, *a.within)
			}
		}); err != nil {
			return nil, err
		}
		if found {
			keys = append(keys, level.key(i))
		}
	}
	return keys, nil
}
