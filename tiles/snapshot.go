package tiles

import (
	"math"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial"
)

// FromSnapshot makes the tiled layers of a snapshot, as of its own date and demand. cov is its coverage.
func FromSnapshot(s *data.Snapshot, cov *data.Coverage) *Set {
	rows := map[string]data.CoverageRow{}
	for _, r := range cov.Rows {
		rows[r.Zone] = r
	}
	code := func(z int32) string {
		if z < 0 {
			return ""
		}
		return s.Zones.Code[z]
	}
	cellNames := func(set int32) string {
		var names []string
		for _, c := range s.ValidCells(set, s.Manifest.On) {
			names = append(names, s.Cells.ID[c])
		}
		return strings.Join(names, ",")
	}
	layers := []*Layer{
		polygonLayer(Layer{Name: "zones", Description: "Zones that chiefs answer for 责任区", Fields: []Field{
			{"code", "String"}, {"name", "String"}, {"level", "String"}, {"parent", "String"}, {"leaf", "Boolean: no zone lies below"},
			{"gap_m2", "Number: uncovered ground, m²"}, {"gap_share", "Number: of its demand"}}},
			s.Zones.Shapes, s.LonLat, func(i int) []any {
				r := rows[s.Zones.Code[i]]
				share := 0.0
				if r.DemandM2 > 0 {
					share = r.GapM2 / r.DemandM2
				}
				return []any{s.Zones.Code[i], s.Zones.Name[i], string(s.Zones.Level[i]), code(s.Zones.Parent[i]), s.Zones.Leaf(int32(i)), tenth(r.GapM2), share}
			}),
		polygonLayer(Layer{Name: "cells", Description: "Cells valid on the snapshot's date 护林网格", MinZoom: 9, Fields: []Field{{"id", "String"}, {"ranger", "String"}}},
			validCells(s), s.LonLat, func(i int) []any {
				return []any{s.Cells.ID[i], s.Registry.Name(s.RangerOf(i, s.Manifest.On))}
			}),
		polygonLayer(Layer{Name: "parcels", Description: "Forest parcels 小班", MinZoom: 12, Fields: []Field{{"id", "String"}, {"class", "String"}, {"category", "String"}}},
			s.Parcels.Shapes, s.LonLat, func(i int) []any {
				return []any{s.Parcels.ID[i], s.Parcels.Class[i], s.Parcels.Category[i]}
			}),
		polygonLayer(Layer{Name: "gaps", Description: "Uncovered ground 空白区", Fields: []Field{{"id", "String"}, {"zone", "String"}, {"area_m2", "Number"}}},
			s.Found.Gaps.Shapes, s.LonLat, func(i int) []any {
				return []any{s.Found.Gaps.ID[i], code(s.Found.Gaps.Zone[i]), tenth(s.Found.Gaps.Ellipsoidal[i])}
			}),
		polygonLayer(Layer{Name: "overlaps", Description: "Ground in two or more cells 重叠区", Fields: []Field{{"id", "String"}, {"zone", "String"}, {"cells", "String"}, {"area_m2", "Number"}}},
			s.Found.Overlaps.Shapes, s.LonLat, func(i int) []any {
				o := &s.Found.Overlaps
				return []any{o.ID[i], code(o.Zone[i]), cellNames(o.Set[i]), tenth(o.Ellipsoidal[i])}
			}),
	}
	patches, refs := patchLayer(s)
	return NewSet(append(layers, patches, spotPoints(s, refs), zoneLabels(s))...)
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

// patchRef is a patch among all rules.
type patchRef struct {
	c *data.Change
	i int
}

func patchLayer(s *data.Snapshot) (*Layer, []patchRef) {
	var refs []patchRef
	var b spatial.Builder
	for _, c := range s.Changes {
		for i := range c.Patches.Pixels {
			refs = append(refs, patchRef{c, i})
			b.AddFrom(c.Patches.Shapes, i)
		}
	}
	return polygonLayer(Layer{Name: "patches", Description: "Patches of change 变化图斑", Fields: []Field{{"patch", "String"}, {"rule", "String"}, {"area_m2", "Number"}}},
		b.Build(), s.LonLat, func(k int) []any {
			r := refs[k]
			return []any{r.c.PatchID(int32(r.i)), r.c.Rule.Name, tenth(r.c.Patches.Ellipsoidal[r.i])}
		}), refs
}

// spotPoints carries every gap, overlap and patch as a point inside it.
func spotPoints(s *data.Snapshot, patches []patchRef) *Layer {
	var xy []uint32
	var rows [][]any
	add := func(p *spatial.Polygons, f int, kind, id, zone string, m2 float64) {
		x, y := Mercator(s.LonLat(p.InnerPoint(f)))
		xy = append(xy, x, y)
		rows = append(rows, []any{kind, id, zone, tenth(m2)})
	}
	for _, k := range []struct {
		kind  string
		spots *data.Spots
	}{{"gap", &s.Found.Gaps}, {"overlap", &s.Found.Overlaps}} {
		for i := range k.spots.Len() {
			add(k.spots.Shapes, i, k.kind, k.spots.ID[i], s.Zones.Code[k.spots.Zone[i]], k.spots.Ellipsoidal[i])
		}
	}
	for _, r := range patches {
		add(r.c.Patches.Shapes, r.i, "patch", r.c.PatchID(int32(r.i)), "", r.c.Patches.Ellipsoidal[r.i])
	}
	return pointLayer(Layer{Name: "points", Description: "Every gap, overlap and patch as a point", Fields: []Field{
		{"kind", "String: gap, overlap or patch"}, {"id", "String"}, {"zone", "String"}, {"area_m2", "Number"}}}, xy, func(i int) []any { return rows[i] })
}

// zoneLabels has one point a zone to write its name at, however many tiles the zone spans.
func zoneLabels(s *data.Snapshot) *Layer {
	xy := make([]uint32, 0, 2*s.Zones.Len())
	for i := range s.Zones.Len() {
		x, y := Mercator(s.LonLat(s.Zones.Shapes.InnerPoint(i)))
		xy = append(xy, x, y)
	}
	return pointLayer(Layer{Name: "labels", Description: "One point a zone, for its name", Fields: []Field{{"code", "String"}, {"name", "String"}, {"level", "String"}}},
		xy, func(i int) []any { return []any{s.Zones.Code[i], s.Zones.Name[i], string(s.Zones.Level[i])} })
}
