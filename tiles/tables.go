package tiles

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/once"
)

// tables makes the attributes of a snapshot's layers when they are first asked for, as of its own date and demand. Safe for
// concurrent use.
type tables struct {
	s       *data.Snapshot
	walk    *zoneWalk
	patches []patchRef
	homes   func() []int32 // of parcels

	made    once.Cache[layerAt, *table]
	bunched once.Cache[bunchedAt, *table]
}

func newTables(s *data.Snapshot) *tables {
	return &tables{s: s, walk: walkZones(s.Zones.Parent), patches: patchesOf(s), homes: once.Value(func() []int32 { return homes(s) })}
}

type layerAt struct{ layer, rung int }

type bunchedAt struct {
	p        *pyramid
	z, layer int
}

// of is the table of a level of a pyramid, with its bunches.
func (t *tables) of(p *pyramid, z, layer int) (*table, error) {
	l := &p.levels[z][layer]
	made, err := t.at(layer, l.rung)
	if err != nil || len(l.bunches) == 0 {
		return made, err
	}
	made, _, err = t.bunched.Get(context.Background(), bunchedAt{p, z, layer}, func(context.Context) (*table, error) {
		bunches, ok := readBunches(l.bunches, len(made.ids))
		if !ok || made.spots == nil {
			return nil, fmt.Errorf("%w: z%d of %s", errPyramid, z, kinds[layer].name)
		}
		return made.withBunches(layer, bunches), nil
	})
	return made, err
}

// at is the table of a layer's features at a rung; 0 where the layer has none. That of points asks for those of other layers.
func (t *tables) at(layer, rung int) (*table, error) {
	made, _, err := t.made.Get(context.Background(), layerAt{layer, rung}, func(context.Context) (*table, error) { return t.build(layer, rung) })
	return made, err
}

func (t *tables) build(layer, rung int) (made *table, err error) {
	switch layer {
	case zonesLayer:
		made, err = t.zones(rung)
	case cellsLayer:
		made = t.cells()
	case gapsLayer:
		made = t.gaps()
	case overlapsLayer:
		made = t.overlaps()
	case patchesLayer:
		made = t.patchTable()
	case parcelsLayer:
		if rung == single {
			made = t.parcels()
		} else {
			made = t.mergedParcels(rung)
		}
	case pointsLayer:
		made, err = t.points()
	case labelsLayer:
		made = t.labels()
	}
	if err != nil {
		return nil, fmt.Errorf("tiles: attributes of %s: %w", kinds[layer].name, err)
	}
	return made, nil
}

// code of a zone; empty for none.
func (t *tables) code(z int32) string {
	if z < 0 {
		return ""
	}
	return t.s.Zones.Code[z]
}

// zones at levels that show them down to a rank.
func (t *tables) zones(rank int) (*table, error) {
	cov, err := data.NewCoverage(t.s, nil).Coverage(context.Background(), data.CoverageQuery{})
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

func (t *tables) cells() *table {
	s := t.s
	n := s.Cells.Len()
	within := make([][]int32, n)
	for face, set := range s.Facts.FaceSet {
		zone := s.Facts.FaceZone[face]
		for _, c := range s.Facts.Sets[set] {
			if int(c) < n && (len(within[c]) == 0 || within[c][len(within[c])-1] != zone) {
				within[c] = append(within[c], zone)
			}
		}
	}
	return newTable(cellsLayer, featureIDs("cells", n, func(i int) string { return s.Cells.ID[i] }), t.walk.members(n, func(i int) []int32 { return within[i] }),
		texts(s.Cells.ID),
		coded(n, func(i int) any { return s.Registry.Name(s.RangerOf(i, s.Manifest.On)) }),
	)
}

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

// legibleArea keeps whole square metres, below 1000 tenths, so that tiles stay small. Exact figures are the API's.
func legibleArea(m2 float64) float64 {
	if math.Abs(m2) >= 1000 {
		return math.Round(m2)
	}
	return math.Round(m2*10) / 10
}
