package attributes

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// declarePoints declares the points of all findings.
func declarePoints() *Layer {
	return &Layer{
		Name: "points", Description: "Every gap, overlap and patch as a point 空白、重叠与变化点",
		Fields: []Field{
			{Name: "kind", Description: "String: gap, overlap or patch"},
			{Name: "id", Description: "String", MinZoom: 10},
			zoneField,
			AreaField,
			CountField,
		},
		Build: (*Tables).points,
	}
}

// points are gaps, then overlaps, then patches.
func (t *Tables) points(l *Layer, _ int) (*Table, error) {
	gaps, overlaps := &t.Snapshot.Found.Gaps, &t.Snapshot.Found.Overlaps
	type row struct {
		kind, rule, id, zone string
		m2                   float64
	}
	var rows []row
	for i := range gaps.Len() {
		rows = append(rows, row{"gap", "", gaps.ID[i], t.zoneCode(gaps.Zone[i]), gaps.Ellipsoidal[i]})
	}
	for i := range overlaps.Len() {
		rows = append(rows, row{"overlap", "", overlaps.ID[i], t.zoneCode(overlaps.Zone[i]), overlaps.Ellipsoidal[i]})
	}
	for _, r := range t.patchRefs {
		rows = append(rows, row{kind: "patch", rule: r.Change.Rule.Name, id: r.id(), m2: r.Change.Patches.Ellipsoidal[r.Index]})
	}
	var zones []Membership
	for _, layer := range []int{GapsLayer, OverlapsLayer, PatchesLayer} {
		of, err := t.At(layer, 0)
		if err != nil {
			return nil, err
		}
		zones = append(zones, of.Zones)
	}
	n := len(rows)
	return NewTable(l, FeatureIDs("points", n, func(i int) string { return rows[i].kind + "\x00" + rows[i].rule + "\x00" + rows[i].id }), joined(zones...),
		mvt.NewColumn(n, func(i int) any { return rows[i].kind }),
		mvt.NewUniqueColumn(func(i int) any { return rows[i].id }),
		mvt.NewColumn(n, func(i int) any { return rows[i].zone }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(rows[i].m2) }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return rows[f].m2 }, func(f int32) string { return rows[f].kind }}), nil
}
