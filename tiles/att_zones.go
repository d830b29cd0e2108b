package tiles

import (
	"context"

	"github.com/qingshan-gis/qingshan/data"
)

// zones at levels that show them down to a rank.
func (t *tables) zones(rank int) (*table, error) {
	cov, err := t.s.Coverage(context.Background(), data.CoverageQuery{})
	if err != nil {
		return nil, err
	}
	z := t.s.Zones
	rows := map[string]data.CoverageRow{}
	for _, r := range cov.Rows {
		rows[r.Zone] = r
	}
	n := z.Len()
	row := func(i int) data.CoverageRow { return rows[z.Code[i]] }
	return newTable(zonesLayer, featureIDs("zones", n, func(i int) string { return z.Code[i] }), t.walk.members(n, func(i int) []int32 { return []int32{int32(i)} }),
		texts(z.Code),
		coded(n, func(i int) any { return z.Name[i] }),
		coded(n, func(i int) any { return string(z.Level[i]) }),
		coded(n, func(i int) any { return t.code(z.Parent[i]) }),
		coded(n, func(i int) any { return z.Leaf(int32(i)) }),
		coded(n, func(i int) any { return t.finest(int32(i), rank) }),
		coded(n, func(i int) any { return legibleArea(row(i).GapM2) }),
		coded(n, func(i int) any {
			if r := row(i); r.DemandM2 > 0 {
				return float32(r.GapM2 / r.DemandM2)
			}
			return float32(0)
		}),
		coded(n, func(i int) any { return legibleArea(row(i).DemandM2) }),
		coded(n, func(i int) any { return legibleArea(row(i).CoveredM2) }),
		coded(n, func(i int) any { return legibleArea(z.Ellipsoidal[i]) }),
	), nil
}

// finest tells whether a zone has no zone below it down to a rank.
func (t *tables) finest(zone int32, rank int) bool {
	for _, c := range t.s.Zones.Children(zone) {
		if t.s.Zones.Level[c].Rank() <= rank {
			return false
		}
	}
	return true
}

// labels are the zones' names.
func (t *tables) labels() *table {
	z := t.s.Zones
	n := z.Len()
	return newTable(labelsLayer, featureIDs("zones", n, func(i int) string { return z.Code[i] }), t.walk.members(n, func(i int) []int32 { return []int32{int32(i)} }),
		texts(z.Code),
		coded(n, func(i int) any { return z.Name[i] }),
		coded(n, func(i int) any { return string(z.Level[i]) }),
	)
}
