package attributes

import (
	"context"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/texts"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declareZones declares the zones; their level of aggregation is the rank of the finest ones shown.
func declareZones() *Layer {
	return &Layer{
		Name: "zones", Description: texts.Line("layers.zones"),
		Fields: []Field{
			{Name: "code", Description: "String"},
			{Name: "name", Description: "String"},
			{Name: "level", Description: "String: province, city, county, township or village"},
			{Name: "parent", Description: "String: the code of the zone above"},
			{Name: "leaf", Description: "Boolean: no zone lies below"},
			{Name: "finest", Description: "Boolean: no zone below is shown at this zoom"},
			{Name: "gap_m2", Description: "Number: uncovered ground, m²; whole from 1000 on"},
			{Name: "gap_share", Description: "Number: of its demand, as 32-bit float"},
			{Name: "demand_m2", Description: "Number: ground that is to be covered, m²", OnRequest: true},
			{Name: "covered_m2", Description: "Number: m²", OnRequest: true},
			{Name: "area_m2", Description: "Number: on the ellipsoid, m²", OnRequest: true},
		},
		Build: (*Tables).zones,
	}
}

// zones at levels that show them down to a rank.
func (t *Tables) zones(l *Layer, rank int) (*Table, error) {
	cov, err := t.coverage.Coverage(context.Background(), coverage.Query{})
	if err != nil {
		return nil, err
	}
	z := t.Snapshot.Zones
	rows := map[string]coverage.Row{}
	for _, r := range cov.Rows {
		rows[r.Zone] = r
	}
	n := z.Len()
	row := func(i int) coverage.Row { return rows[z.Code[i]] }
	return NewTable(l, FeatureIDs("zones", n, func(i int) string { return z.Code[i] }), t.ZoneOrder.Members(n, func(i int) []int32 { return []int32{int32(i)} }),
		mvt.NewNames(z.Code),
		mvt.NewColumn(n, func(i int) any { return z.Name[i] }),
		mvt.NewColumn(n, func(i int) any { return string(z.Level[i]) }),
		mvt.NewColumn(n, func(i int) any { return t.zoneCode(z.Parent[i]) }),
		mvt.NewColumn(n, func(i int) any { return z.Leaf(int32(i)) }),
		mvt.NewColumn(n, func(i int) any { return t.finest(int32(i), rank) }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(row(i).GapM2) }),
		mvt.NewColumn(n, func(i int) any {
			if r := row(i); r.DemandM2 > 0 {
				return float32(r.GapM2 / r.DemandM2)
			}
			return float32(0)
		}),
		mvt.NewColumn(n, func(i int) any { return legibleArea(row(i).DemandM2) }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(row(i).CoveredM2) }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(z.Ellipsoidal[i]) }),
	), nil
}

// finest tells whether a zone has no zone below it down to a rank.
func (t *Tables) finest(zone int32, rank int) bool {
	for _, c := range t.Snapshot.Zones.Children(zone) {
		if t.Snapshot.Zones.Level[c].Rank() <= rank {
			return false
		}
	}
	return true
}
