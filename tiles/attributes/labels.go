package attributes

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareLabels declares the points at which zones are named.
func declareLabels() *Layer {
	return &Layer{
		Name: "labels", Description: "One point a zone, for its name 责任区注记点",
		Fields: []Field{
			{Name: "code", Description: "String"},
			{Name: "name", Description: "String"},
			{Name: "level", Description: "String"},
		},
		Build: (*Tables).labels,
	}
}

// labels are the zones' names.
func (t *Tables) labels(l *Layer, _ int) (*Table, error) {
	z := t.Snapshot.Zones
	n := z.Len()
	return NewTable(l, FeatureIDs("zones", n, func(i int) string { return z.Code[i] }), t.ZoneOrder.Members(n, func(i int) []int32 { return []int32{int32(i)} }),
		mvt.NewNames(z.Code),
		mvt.NewColumn(n, func(i int) any { return z.Name[i] }),
		mvt.NewColumn(n, func(i int) any { return string(z.Level[i]) }),
	), nil
}
