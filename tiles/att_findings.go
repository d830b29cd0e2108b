package tiles

import (
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

func (t *tables) gaps() *table {
	g := &t.s.Found.Gaps
	return t.spots(gapsLayer, g, coded(g.Len(), func(i int) any {
		if i < len(g.FirstSeen) {
			return g.FirstSeen[i].String()
		}
		return ""
	}))
}

func (t *tables) overlaps() *table {
	o := &t.s.Found.Overlaps
	return t.spots(overlapsLayer, o, coded(o.Len(), func(i int) any {
		var names []string
		for _, c := range t.s.ValidCells(o.Set[i], t.s.Manifest.On) {
			names = append(names, t.s.Cells.ID[c])
		}
		return strings.Join(names, ",")
	}))
}

// spots are gaps or overlaps, with the column that only one of them has.
func (t *tables) spots(layer int, spots *data.Spots, own *column) *table {
	n := spots.Len()
	return newTable(layer, featureIDs(kinds[layer].name, n, func(i int) string { return spots.ID[i] }), t.walk.members(n, func(i int) []int32 { return spots.Zone[i : i+1] }),
		texts(spots.ID),
		coded(n, func(i int) any { return t.code(spots.Zone[i]) }),
		own,
		coded(n, func(i int) any { return legibleArea(spots.Ellipsoidal[i]) }),
		nothing(),
	).bunchable(spotFacts{func(f int32) float64 { return spots.Ellipsoidal[f] }, func(int32) string { return "" }})
}

func (t *tables) patchTable() *table {
	refs := t.patches
	zones := map[*data.Change][][]int32{}
	for _, c := range t.s.Changes {
		list := make([][]int32, len(c.Patches.Pixels))
		for k, p := range c.Parts.Patch {
			list[p] = append(list[p], c.Parts.Zone[k])
		}
		zones[c] = list
	}
	n := len(refs)
	return newTable(patchesLayer, featureIDs("patches", n, func(i int) string { return refs[i].c.Rule.Name + "\x00" + refs[i].id() }),
		t.walk.members(n, func(i int) []int32 { return zones[refs[i].c][refs[i].i] }),
		each(func(i int) any { return refs[i].id() }),
		coded(n, func(i int) any { return refs[i].c.Rule.Name }),
		coded(n, func(i int) any { return legibleArea(refs[i].c.Patches.Ellipsoidal[refs[i].i]) }),
		coded(n, func(i int) any { return refs[i].c.Patches.Mean[refs[i].i] }),
		nothing(),
	).bunchable(spotFacts{func(f int32) float64 { return refs[f].c.Patches.Ellipsoidal[refs[f].i] }, func(f int32) string { return refs[f].c.Rule.Name }})
}

// points are gaps, then overlaps, then patches.
func (t *tables) points() (*table, error) {
	gaps, overlaps := &t.s.Found.Gaps, &t.s.Found.Overlaps
	type row struct {
		kind, rule, id, zone string
		m2                   float64
	}
	var rows []row
	for i := range gaps.Len() {
		rows = append(rows, row{"gap", "", gaps.ID[i], t.code(gaps.Zone[i]), gaps.Ellipsoidal[i]})
	}
	for i := range overlaps.Len() {
		rows = append(rows, row{"overlap", "", overlaps.ID[i], t.code(overlaps.Zone[i]), overlaps.Ellipsoidal[i]})
	}
	for _, r := range t.patches {
		rows = append(rows, row{kind: "patch", rule: r.c.Rule.Name, id: r.id(), m2: r.c.Patches.Ellipsoidal[r.i]})
	}
	var zones []membership
	for _, layer := range []int{gapsLayer, overlapsLayer, patchesLayer} {
		of, err := t.at(layer, 0)
		if err != nil {
			return nil, err
		}
		zones = append(zones, of.zones)
	}
	n := len(rows)
	return newTable(pointsLayer, featureIDs("points", n, func(i int) string { return rows[i].kind + "\x00" + rows[i].rule + "\x00" + rows[i].id }), joined(zones...),
		coded(n, func(i int) any { return rows[i].kind }),
		each(func(i int) any { return rows[i].id }),
		coded(n, func(i int) any { return rows[i].zone }),
		coded(n, func(i int) any { return legibleArea(rows[i].m2) }),
		nothing(),
	).bunchable(spotFacts{func(f int32) float64 { return rows[f].m2 }, func(f int32) string { return rows[f].kind }}), nil
}

// patchRef is a patch among all rules.
type patchRef struct {
	c *data.Change
	i int
}

func (r patchRef) id() string { return r.c.PatchID(int32(r.i)) }

func patchesOf(s *data.Snapshot) (refs []patchRef) {
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, patchRef{c, i})
		}
	}
	return refs
}
