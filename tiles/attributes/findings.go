package attributes

import (
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

func (t *Tables) gaps() *Table {
	g := &t.Snapshot.Found.Gaps
	return t.findings(GapsLayer, g, mvt.NewColumn(g.Len(), func(i int) any {
		if i < len(g.FirstSeen) {
			return g.FirstSeen[i].String()
		}
		return ""
	}))
}

func (t *Tables) overlaps() *Table {
	o := &t.Snapshot.Found.Overlaps
	return t.findings(OverlapsLayer, o, mvt.NewColumn(o.Len(), func(i int) any {
		var names []string
		for _, c := range t.Snapshot.ValidCells(o.Set[i], t.Snapshot.Manifest.On) {
			names = append(names, t.Snapshot.Cells.ID[c])
		}
		return strings.Join(names, ",")
	}))
}

// findings are gaps or overlaps, with the column that only one of them has.
func (t *Tables) findings(layer int, found *data.Spots, own *mvt.Column) *Table {
	n := found.Len()
	return NewTable(layer, featureIDs(LayerSpecs[layer].Name, n, func(i int) string { return found.ID[i] }), t.ZoneOrder.members(n, func(i int) []int32 { return found.Zone[i : i+1] }),
		mvt.NewNames(found.ID),
		mvt.NewColumn(n, func(i int) any { return t.zoneCode(found.Zone[i]) }),
		own,
		mvt.NewColumn(n, func(i int) any { return legibleArea(found.Ellipsoidal[i]) }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return found.Ellipsoidal[f] }, func(int32) string { return "" }})
}

func (t *Tables) patches() *Table {
	refs := t.patchRefs
	zones := map[*data.Change][][]int32{}
	for _, c := range t.Snapshot.Changes {
		list := make([][]int32, len(c.Patches.Pixels))
		for k, p := range c.Parts.Patch {
			list[p] = append(list[p], c.Parts.Zone[k])
		}
		zones[c] = list
	}
	n := len(refs)
	return NewTable(PatchesLayer, featureIDs("patches", n, func(i int) string { return refs[i].Change.Rule.Name + "\x00" + refs[i].id() }),
		t.ZoneOrder.members(n, func(i int) []int32 { return zones[refs[i].Change][refs[i].Index] }),
		mvt.NewUniqueColumn(func(i int) any { return refs[i].id() }),
		mvt.NewColumn(n, func(i int) any { return refs[i].Change.Rule.Name }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(refs[i].Change.Patches.Ellipsoidal[refs[i].Index]) }),
		mvt.NewColumn(n, func(i int) any { return refs[i].Change.Patches.Mean[refs[i].Index] }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return refs[f].Change.Patches.Ellipsoidal[refs[f].Index] }, func(f int32) string { return refs[f].Change.Rule.Name }})
}

// points are gaps, then overlaps, then patches.
func (t *Tables) points() (*Table, error) {
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
	return NewTable(PointsLayer, featureIDs("points", n, func(i int) string { return rows[i].kind + "\x00" + rows[i].rule + "\x00" + rows[i].id }), joined(zones...),
		mvt.NewColumn(n, func(i int) any { return rows[i].kind }),
		mvt.NewUniqueColumn(func(i int) any { return rows[i].id }),
		mvt.NewColumn(n, func(i int) any { return rows[i].zone }),
		mvt.NewColumn(n, func(i int) any { return legibleArea(rows[i].m2) }),
		mvt.NewEmpty(),
	).clusterable(ClusterFacts{func(f int32) float64 { return rows[f].m2 }, func(f int32) string { return rows[f].kind }}), nil
}

// PatchRef is a patch among all rules.
type PatchRef struct {
	Change *data.Change
	Index  int
}

func (r PatchRef) id() string { return r.Change.PatchID(int32(r.Index)) }

func PatchesOf(s *data.Snapshot) (refs []PatchRef) {
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, PatchRef{c, i})
		}
	}
	return refs
}
