package attributes

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// findings are gaps or overlaps, with the column that only one of them has.
func (t *Tables) findings(l *Layer, found *snapshot.FindingTable, own *mvt.Column) *Table {
	n := found.Len()
	return NewTable(l, FeatureIDs(l.Name, n, func(i int) string { return found.ID[i] }), t.ZoneOrder.Members(n, func(i int) []int32 { return found.Zone[i : i+1] }),
		mvt.NewNames(found.ID),
		mvt.NewColumn(n, func(i int) any { return t.zoneCode(found.Zone[i]) }),
		own,
		mvt.NewColumn(n, func(i int) any { return legibleArea(found.Ellipsoidal[i]) }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return found.Ellipsoidal[f] }, func(int32) string { return "" }})
}
