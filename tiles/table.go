package tiles

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/once"
)

// table holds what is known of the features of a layer, or of its merged features.
type table struct {
	ids     []uint64
	fields  []Field
	columns []*column // of fields
	zones   membership
	byID    func() []int32 // features by ascending id
	spots   *spotFacts     // of layers whose features may be bunched
}

// newTable makes a table whose columns are those of the layer's fields, in their order.
func newTable(layer int, ids []uint64, zones membership, columns ...*column) *table {
	fields := kinds[layer].fields
	if len(columns) != len(fields) {
		panic(fmt.Sprintf("tiles: %s has %d fields, not %d", kinds[layer].name, len(fields), len(columns)))
	}
	for i, f := range fields {
		columns[i].name = f.Name
	}
	return &table{ids: ids, fields: fields, columns: columns, zones: zones, byID: once.Value(func() []int32 {
		order := make([]int32, len(ids))
		for i := range order {
			order[i] = int32(i)
		}
		slices.SortFunc(order, func(a, b int32) int {
			if ids[a] < ids[b] {
				return -1
			}
			return 1
		})
		return order
	})}
}

// carried are the columns that a level's tiles carry, and those that are asked for beside them.
func (t *table) carried(level int, asked []string) (columns []*column) {
	for i, f := range t.fields {
		if f.carried(level) || slices.Contains(asked, f.Name) {
			columns = append(columns, t.columns[i])
		}
	}
	return columns
}

// bunchable tells how the features may be bunched.
func (t *table) bunchable(s spotFacts) *table {
	t.spots = &s
	return t
}

// find returns the feature of an id.
func (t *table) find(id uint64) (f int32, ok bool) {
	order := t.byID()
	i, ok := slices.BinarySearchFunc(order, id, func(f int32, id uint64) int {
		switch v := t.ids[f]; {
		case v < id:
			return -1
		case v > id:
			return 1
		}
		return 0
	})
	if !ok {
		return 0, false
	}
	return order[i], true
}

// membership lists for each feature the zones it has ground in, by their places in a walk through the tree, ascending; a zone's
// subtree is a range of places.
type membership struct {
	start, places []int32
}

// in tells whether feature f has ground in the range of places.
func (m membership) in(f int32, r placeRange) bool {
	for _, p := range m.places[m.start[f]:m.start[f+1]] {
		if p >= r.first && p < r.end {
			return true
		}
	}
	return false
}

// joined is the membership of features of several lists, one after the other.
func joined(lists ...membership) membership {
	out := membership{start: []int32{0}}
	for _, m := range lists {
		base := int32(len(out.places))
		out.places = append(out.places, m.places...)
		for _, end := range m.start[1:] {
			out.start = append(out.start, base+end)
		}
	}
	return out
}

type placeRange struct{ first, end int32 }

// members builds a membership from the zones of each feature, as indexes; negative ones are none.
func (w *zoneWalk) members(n int, zones func(i int) []int32) membership {
	m := membership{start: make([]int32, 1, n+1)}
	for i := range n {
		for _, z := range zones(i) {
			if z >= 0 {
				m.places = append(m.places, w.place[z])
			}
		}
		m.start = append(m.start, int32(len(m.places)))
	}
	return m
}

// zoneWalk numbers the zones so that each subtree is a range.
type zoneWalk struct {
	place, end []int32
}

func walkZones(parent []int32) *zoneWalk {
	children := make([][]int32, len(parent))
	w := &zoneWalk{make([]int32, len(parent)), make([]int32, len(parent))}
	next := int32(0)
	var visit func(z int32)
	visit = func(z int32) {
		w.place[z] = next
		next++
		for _, c := range children[z] {
			visit(c)
		}
		w.end[z] = next
	}
	var roots []int32
	for z, p := range parent {
		if p < 0 {
			roots = append(roots, int32(z))
		} else {
			children[p] = append(children[p], int32(z))
		}
	}
	for _, z := range roots {
		visit(z)
	}
	return w
}

// subtree is the range of a zone and all below it.
func (w *zoneWalk) subtree(z int32) placeRange { return placeRange{w.place[z], w.end[z]} }
