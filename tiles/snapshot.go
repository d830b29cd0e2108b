package tiles

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
)

// newSet joins the pyramids of a snapshot with the attributes of its features, as of its own date and demand. cov is its
// coverage.
func newSet(s *data.Snapshot, cov *data.Coverage, pyramids [planes]*pyramid) *Set {
	b := setBuilder{s: s, set: &Set{byName: map[string]*Layer{}, pyramids: pyramids, walk: walkZones(s.Zones.Parent), zone: s.Zones.Find}}
	patches := patchesOf(s)
	b.zones(cov)
	b.cells()
	b.parcels()
	b.spots("gaps", "Uncovered ground 空白区", gapsLayer, &s.Found.Gaps)
	b.spots("overlaps", "Ground in two or more cells 重叠区", overlapsLayer, &s.Found.Overlaps)
	b.patches(patches)
	b.points(patches)
	b.labels()
	return b.set
}

type setBuilder struct {
	s   *data.Snapshot
	set *Set
}

func (b *setBuilder) add(l *Layer, fields []*column) {
	for _, c := range fields {
		l.Fields = append(l.Fields, c.Field)
	}
	if l.polygons >= 0 {
		for l.MinZoom < fullLevel && b.set.pyramids[mercatorPlane].levels[l.MinZoom][l.polygons].len() == 0 {
			l.MinZoom++
		}
	}
	b.set.layers = append(b.set.layers, l)
	b.set.byName[l.Name] = l
}

func (b *setBuilder) code(z int32) string {
	if z < 0 {
		return ""
	}
	return b.s.Zones.Code[z]
}

// shownRank is the rank of the finest level of zones that a level shows.
func (b *setBuilder) shownRank(p plane, level int) int {
	return b.set.pyramids[p].levels[level][zonesLayer].rung
}

func (b *setBuilder) zones(cov *data.Coverage) {
	z := b.s.Zones
	rows := map[string]data.CoverageRow{}
	for _, r := range cov.Rows {
		rows[r.Zone] = r
	}
	n := z.Len()
	columns := []*column{
		nameColumn(Field{Name: "code", Description: "String"}, z.Code),
		newColumn(Field{Name: "name", Description: "String"}, n, func(i int) any { return z.Name[i] }),
		newColumn(Field{Name: "level", Description: "String: province, city, county, township or village"}, n, func(i int) any { return string(z.Level[i]) }),
		newColumn(Field{Name: "parent", Description: "String: the code of the zone above"}, n, func(i int) any { return b.code(z.Parent[i]) }),
		newColumn(Field{Name: "leaf", Description: "Boolean: no zone lies below"}, n, func(i int) any { return z.Leaf(int32(i)) }),
		levelColumn(Field{Name: "finest", Description: "Boolean: no zone below is shown at this zoom"}, n, b.shownRank, func(i, rank int) any {
			return b.finest(int32(i), rank)
		}),
		newColumn(Field{Name: "gap_m2", Description: "Number: uncovered ground, m²"}, n, func(i int) any { return tenth(rows[z.Code[i]].GapM2) }),
		newColumn(Field{Name: "gap_share", Description: "Number: of its demand"}, n, func(i int) any {
			r := rows[z.Code[i]]
			if r.DemandM2 > 0 {
				return r.GapM2 / r.DemandM2
			}
			return 0.0
		}),
		newColumn(Field{Name: "demand_m2", Description: "Number: ground that is to be covered, m²", OnRequest: true}, n, func(i int) any { return tenth(rows[z.Code[i]].DemandM2) }),
		newColumn(Field{Name: "covered_m2", Description: "Number: m²", OnRequest: true}, n, func(i int) any { return tenth(rows[z.Code[i]].CoveredM2) }),
		newColumn(Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²", OnRequest: true}, n, func(i int) any { return tenth(z.Ellipsoidal[i]) }),
	}
	l := &Layer{Name: "zones", Description: "Zones that chiefs answer for 责任区", polygons: zonesLayer, tables: map[int]table{0: {
		ids: featureIDs("zones", n, func(i int) string { return z.Code[i] }), columns: columns,
		zones: b.set.walk.members(n, func(i int) []int32 { return []int32{int32(i)} }),
	}}}
	b.add(l, columns)
	was := -1
	for level := range levels {
		rank := b.shownRank(mercatorPlane, level)
		if rank != was && was >= 0 {
			l.Rules = append(l.Rules, fmt.Sprintf("z%d 起显示%s From z%d: zones of level %s", level, levelNames[rank], level, data.Levels[rank]))
		}
		was = rank
	}
	if len(l.Rules) > 0 {
		l.Rules = append(l.Rules, "一级责任区面积中位数不足 4 像素（256 像素图块）时不显示 A level of zones is left out where their median area is below 4 pixels of a 256-pixel tile")
	}
}

var levelNames = [...]string{"省级", "市级", "县级", "乡级", "村级"}

// finest tells whether a zone has no zone below it down to a rank.
func (b *setBuilder) finest(zone int32, rank int) bool {
	for _, c := range b.s.Zones.Children(zone) {
		if b.s.Zones.Level[c].Rank() <= rank {
			return false
		}
	}
	return true
}

func (b *setBuilder) cells() {
	s := b.s
	n := s.Cells.Len()
	columns := []*column{
		nameColumn(Field{Name: "id", Description: "String"}, s.Cells.ID),
		newColumn(Field{Name: "ranger", Description: "String: in post on the snapshot's date", MinZoom: 11}, n, func(i int) any {
			return s.Registry.Name(s.RangerOf(i, s.Manifest.On))
		}),
	}
	within := make([][]int32, n)
	for face, set := range s.Facts.FaceSet {
		zone := s.Facts.FaceZone[face]
		for _, c := range s.Facts.Sets[set] {
			if int(c) < n && (len(within[c]) == 0 || within[c][len(within[c])-1] != zone) {
				within[c] = append(within[c], zone)
			}
		}
	}
	l := &Layer{Name: "cells", Description: "Cells valid on the snapshot's date 护林网格", polygons: cellsLayer, tables: map[int]table{0: {
		ids: featureIDs("cells", n, func(i int) string { return s.Cells.ID[i] }), columns: columns,
		zones: b.set.walk.members(n, func(i int) []int32 { return within[i] }),
	}}}
	b.add(l, columns)
	l.Rules = append(l.Rules, fmt.Sprintf("z%d 起显示：面积中位数不足 4 像素时不显示 From z%d; left out where their median area is below 4 pixels", l.MinZoom, l.MinZoom))
}

func (b *setBuilder) spots(name, description string, layer int, spots *data.Spots) {
	s := b.s
	n := spots.Len()
	columns := []*column{
		nameColumn(Field{Name: "id", Description: "String"}, spots.ID),
		newColumn(Field{Name: "zone", Description: "String: code of the leaf zone", MinZoom: 8}, n, func(i int) any { return b.code(spots.Zone[i]) }),
	}
	if layer == overlapsLayer {
		columns = append(columns, newColumn(Field{Name: "cells", Description: "String: their ids, by commas", MinZoom: 10}, n, func(i int) any {
			var names []string
			for _, c := range s.ValidCells(spots.Set[i], s.Manifest.On) {
				names = append(names, s.Cells.ID[c])
			}
			return strings.Join(names, ",")
		}))
	} else {
		columns = append(columns, newColumn(Field{Name: "first_seen", Description: "String: date", OnRequest: true}, n, func(i int) any {
			if i < len(spots.FirstSeen) {
				return spots.FirstSeen[i].String()
			}
			return ""
		}))
	}
	columns = append(columns, newColumn(Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²"}, n, func(i int) any { return tenth(spots.Ellipsoidal[i]) }))
	b.add(&Layer{Name: name, Description: description, Rules: []string{spotRule}, polygons: layer, tables: map[int]table{0: {
		ids: featureIDs(name, n, func(i int) string { return spots.ID[i] }), columns: columns,
		zones: b.set.walk.members(n, func(i int) []int32 { return spots.Zone[i : i+1] }),
	}}}, columns)
}

const spotRule = "不足 1 像素（256 像素图块）的以点表示，不会消失 What is smaller than a pixel of a 256-pixel tile is a point; nothing vanishes"

// patchRef is a patch among all rules.
type patchRef struct {
	c *data.Change
	i int
}

func patchesOf(s *data.Snapshot) (refs []patchRef) {
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, patchRef{c, i})
		}
	}
	return refs
}

// patchShapes are the shapes of [patchesOf].
func patchShapes(s *data.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for _, r := range patchesOf(s) {
		b.AddFrom(r.c.Patches.Shapes, r.i)
	}
	return b.Build()
}

func (b *setBuilder) patchZones(refs []patchRef) membership {
	zones := map[*data.Change][][]int32{}
	for _, c := range b.s.Changes {
		list := make([][]int32, len(c.Patches.Pixels))
		for k, p := range c.Parts.Patch {
			list[p] = append(list[p], c.Parts.Zone[k])
		}
		zones[c] = list
	}
	return b.set.walk.members(len(refs), func(i int) []int32 { return zones[refs[i].c][refs[i].i] })
}

func (b *setBuilder) patches(refs []patchRef) {
	n := len(refs)
	id := func(i int) string { return refs[i].c.PatchID(int32(refs[i].i)) }
	columns := []*column{
		{Field: Field{Name: "patch", Description: "String: id"}, each: func(i int) []byte { return encodeValue(id(i)) }},
		newColumn(Field{Name: "rule", Description: "String", MinZoom: 8}, n, func(i int) any { return refs[i].c.Rule.Name }),
		newColumn(Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²"}, n, func(i int) any { return tenth(refs[i].c.Patches.Ellipsoidal[refs[i].i]) }),
		newColumn(Field{Name: "mean", Description: "Number: mean change", OnRequest: true}, n, func(i int) any { return refs[i].c.Patches.Mean[refs[i].i] }),
	}
	b.add(&Layer{Name: "patches", Description: "Patches of change 变化图斑", Rules: []string{spotRule}, polygons: patchesLayer, tables: map[int]table{0: {
		ids: featureIDs("patches", n, func(i int) string { return refs[i].c.Rule.Name + "\x00" + id(i) }), columns: columns, zones: b.patchZones(refs),
	}}}, columns)
}

// points carries every gap, overlap and patch as a point inside it.
func (b *setBuilder) points(patches []patchRef) {
	s := b.s
	type row struct {
		kind, id, zone string
		m2, lon, lat   float64
	}
	var rows []row
	add := func(p *spatial.Polygons, f int, r row) {
		r.lon, r.lat = s.LonLat(p.InnerPoint(f))
		rows = append(rows, r)
	}
	for _, k := range []struct {
		kind  string
		spots *data.Spots
	}{{"gap", &s.Found.Gaps}, {"overlap", &s.Found.Overlaps}} {
		for i := range k.spots.Len() {
			add(k.spots.Shapes, i, row{kind: k.kind, id: k.spots.ID[i], zone: b.code(k.spots.Zone[i]), m2: k.spots.Ellipsoidal[i]})
		}
	}
	for _, r := range patches {
		add(r.c.Patches.Shapes, r.i, row{kind: "patch", id: r.c.PatchID(int32(r.i)), m2: r.c.Patches.Ellipsoidal[r.i]})
	}
	gaps, overlaps, patchZones := b.set.byName["gaps"].tables[0].zones, b.set.byName["overlaps"].tables[0].zones, b.set.byName["patches"].tables[0].zones
	n := len(rows)
	columns := []*column{
		newColumn(Field{Name: "kind", Description: "String: gap, overlap or patch"}, n, func(i int) any { return rows[i].kind }),
		{Field: Field{Name: "id", Description: "String", MinZoom: 7}, each: func(i int) []byte { return encodeValue(rows[i].id) }},
		newColumn(Field{Name: "zone", Description: "String: code of the leaf zone", MinZoom: 8}, n, func(i int) any { return rows[i].zone }),
		newColumn(Field{Name: "area_m2", Description: "Number: on the ellipsoid, m²; whole below z8", MinZoom: 0}, n, func(i int) any { return tenth(rows[i].m2) }),
	}
	l := &Layer{Name: "points", Description: "Every gap, overlap and patch as a point 空白、重叠与变化点", polygons: -1, tables: map[int]table{0: {
		ids:     featureIDs("points", n, func(i int) string { return rows[i].kind + "\x00" + strconv.Itoa(i) + "\x00" + rows[i].id }),
		columns: columns, zones: joined(gaps, overlaps, patchZones),
	}}}
	for p := range planes {
		l.places[p] = newPoints(n, func(i int) (x, y uint32) { return p.steps(rows[i].lon, rows[i].lat) })
	}
	b.add(l, columns)
}

// labels has one point a zone to write its name at, however many tiles the zone spans.
func (b *setBuilder) labels() {
	z := b.s.Zones
	n := z.Len()
	columns := []*column{
		nameColumn(Field{Name: "code", Description: "String"}, z.Code),
		newColumn(Field{Name: "name", Description: "String"}, n, func(i int) any { return z.Name[i] }),
		newColumn(Field{Name: "level", Description: "String"}, n, func(i int) any { return string(z.Level[i]) }),
	}
	l := &Layer{Name: "labels", Description: "One point a zone, for its name 责任区注记点", polygons: -1, Rules: []string{"与责任区同级显示 Shown where zones of their level are"},
		tables: map[int]table{0: {ids: b.set.byName["zones"].tables[0].ids, columns: columns, zones: b.set.byName["zones"].tables[0].zones}}}
	for p := range planes {
		l.places[p] = newPoints(n, func(i int) (x, y uint32) { return p.steps(b.s.LonLat(z.Shapes.InnerPoint(i))) })
		l.places[p].from = make([]uint8, n)
		for i := range n {
			for int(l.places[p].from[i]) < fullLevel && b.shownRank(p, int(l.places[p].from[i])) < z.Level[i].Rank() {
				l.places[p].from[i]++
			}
		}
	}
	b.add(l, columns)
}

// tenth keeps a tenth of a square metre, so that tiles stay small.
func tenth(m2 float64) float64 { return math.Round(m2*10) / 10 }

// validCells blanks the cells that are not valid on the snapshot's date, keeping indexes.
func validCells(s *data.Snapshot) *spatial.Polygons {
	var b spatial.Builder
	for i := range s.Cells.Len() {
		if s.Manifest.On.Within(s.Cells.ValidFrom[i], s.Cells.ValidTo[i]) {
			b.AddFrom(s.Cells.Shapes, i)
		} else {
			b.Add(nil)
		}
	}
	return b.Build()
}
