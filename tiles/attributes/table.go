package attributes

import (
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/internal/once"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// Table holds ids, zones and attribute columns of a layer's features at a level of aggregation. Immutable.
type Table struct {
	IDs         []uint64
	layer       *Layer
	columns     []*mvt.Column // of the layer's fields
	Zones       Membership
	byID        func() []int32 // features by ascending id
	Clusterable *ClusterFacts  // of layers whose features may be clustered
}

// NewTable makes a table. columns are those of the layer's fields, in their order; NewTable names them and panics if their number is
// another.
func NewTable(l *Layer, ids []uint64, zones Membership, columns ...*mvt.Column) *Table {
	if len(columns) != len(l.Fields) {
		panic(fmt.Sprintf("tiles: %s has %d fields, not %d", l.Name, len(l.Fields), len(columns)))
	}
	for i, f := range l.Fields {
		columns[i].Name = f.Name
	}
	return &Table{IDs: ids, layer: l, columns: columns, Zones: zones, byID: once.Value(func() []int32 {
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

// Carried returns the columns that tiles of a level of the pyramid carry anyway, and those of the fields asked for.
func (t *Table) Carried(level int, asked []string) (columns []*mvt.Column) {
	for i, f := range t.layer.Fields {
		if f.Carried(level) || slices.Contains(asked, f.Name) {
			columns = append(columns, t.columns[i])
		}
	}
	return columns
}

// clusterable sets how the features may be clustered, and returns the table.
func (t *Table) clusterable(s ClusterFacts) *Table {
	t.Clusterable = &s
	return t
}

// Find returns the number of the feature with an id; ok is false if there is none.
func (t *Table) Find(id uint64) (f int32, ok bool) {
	order := t.byID()
	i, ok := slices.BinarySearchFunc(order, id, func(f int32, id uint64) int {
		switch v := t.IDs[f]; {
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
