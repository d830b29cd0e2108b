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
