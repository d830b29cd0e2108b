package difference

import (
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// edits say which features of a layer two snapshots have in common. Features are the same by id; index 0 is the earlier
// snapshot, 1 the later.
type edits struct {
	ids    [2][]string
	shapes [2]*spatial.Polygons
	place  [2]map[string]int // by id
	edit   [2][]string       // "" where the other snapshot has the feature with the same geometry, to the last bit
	index  [2]*spatial.Index
}

// Words for what happened to a feature.
const (
	editAdded     = "added"
	editRemoved   = "removed"
	editReshaped  = "reshaped"
	editReordered = "reordered" // of overlapping parcels the first counts
)

func newEdits(from, to []string, fromShapes, toShapes *spatial.Polygons) *edits {
	e := &edits{ids: [2][]string{from, to}, shapes: [2]*spatial.Polygons{fromShapes, toShapes}}
	for v, ids := range e.ids {
		e.place[v], e.edit[v], e.index[v] = make(map[string]int, len(ids)), make([]string, len(ids)), spatial.NewIndex(e.shapes[v])
		for i, id := range ids {
			e.place[v][id] = i
		}
	}
	missing := [2]string{editRemoved, editAdded}
	for v, ids := range e.ids {
		for i, id := range ids {
			switch o, ok := e.place[1-v][id]; {
			case !ok:
				e.edit[v][i] = missing[v]
			case !e.shapes[v].Same(i, e.shapes[1-v], o):
				e.edit[v][i] = editReshaped
			}
		}
	}
	return e
}

// in tells whether any feature whose box meets box was edited; with ordered, also whether the others come in another order.
func (e *edits) in(box spatial.Box, ordered bool) bool {
	var order [2][]string
	for v := range e.ids {
		for _, i := range e.index[v].Query(box) {
			if e.edit[v][i] != "" {
				return true
			}
			if ordered {
				order[v] = append(order[v], e.ids[v][i])
			}
		}
	}
	return !slices.Equal(order[0], order[1])
}
