package reuse

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// Matched is the current snapshot, whose overlay is taken over for every zone of which nothing has changed: its own ground,
// its children, and all cells, exceptions and parcels that reach into its box, in the same order. The overlay of a zone
// depends on nothing else, so that a snapshot built with it equals one built from nothing.
type Matched struct {
	Old                             *snapshot.Snapshot
	zones, cells, accepted, parcels []int32   // new feature to the old one of the same id and geometry, or -1
	faces                           [][]int32 // by old zone
	facts                           [][]int32 // by old face
	contested, pairs                map[[2]int32]int
	known                           []bool // by new zone
	backward                        *backward
}

// Match prepares what can be taken over for s from the previous snapshot; nil where there is none that is sound, or where it
// was measured differently.
func Match(ctx context.Context, prev *Previous, s *snapshot.Tables) (*Matched, error) {
	if prev == nil {
		return nil, nil
	}
	old := prev.Snapshot
	same, err := SameMeasures(&old.Manifest, &s.Manifest)
	if err != nil || !same {
		return nil, err
	}
	e := &Matched{Old: old,
		zones:     matchFeatures(s.Zones.Code, s.Zones.Shapes, old.Zones.Code, old.Zones.Shapes),
		cells:     matchFeatures(s.Cells.ID, s.Cells.Shapes, old.Cells.ID, old.Cells.Shapes),
		accepted:  matchFeatures(s.Accepted.ID, s.Accepted.Shapes, old.Accepted.ID, old.Accepted.Shapes),
		parcels:   matchFeatures(s.Parcels.ID, s.Parcels.Shapes, old.Parcels.ID, old.Parcels.Shapes),
		contested: pairRows(&old.Contested), pairs: pairRows(&old.CellPairs),
		faces: make([][]int32, old.Zones.Len()), facts: make([][]int32, old.Facts.Faces.Len()),
	}
	for f, z := range old.Facts.FaceZone {
		e.faces[z] = append(e.faces[z], int32(f))
	}
	for row, f := range old.Facts.Face {
		e.facts[f] = append(e.facts[f], int32(row))
	}
	e.backward = &backward{cells: inverse(e.cells, old.Cells.Len()), accepted: inverse(e.accepted, old.Accepted.Len()), parcels: inverse(e.parcels, old.Parcels.Len()),
		oldCells: int32(old.Cells.Len()), newCells: int32(s.Cells.Len())}
	return e, e.compare(ctx, s)
}

// SameMeasures tells whether two snapshots have one working CRS, measure areas by the same coefficients and account for
// ground by the same rules.
func SameMeasures(a, b *snapshot.Manifest) (bool, error) {
	text := func(m *snapshot.Manifest) (string, error) {
		t, err := json.Marshal(m.Ellipsoid)
		return string(t), err
	}
	x, err := text(a)
	if err != nil {
		return false, err
	}
	y, err := text(b)
	return a.Schema == b.Schema && a.Accounting == b.Accounting && a.CRS.WKT == b.CRS.WKT && x == y, err
}

// matchFeatures finds for each feature the old one of the same id, where its geometry is the same to the last bit.
func matchFeatures(ids []string, shapes *spatial.Polygons, oldIDs []string, oldShapes *spatial.Polygons) []int32 {
	byID := make(map[string]int32, len(oldIDs))
	for i, id := range oldIDs {
		byID[id] = int32(i)
	}
	out := make([]int32, len(ids))
	for i, id := range ids {
		out[i] = -1
		if o, ok := byID[id]; ok && shapes.Same(i, oldShapes, int(o)) {
			out[i] = o
		}
	}
	return out
}

func pairRows(p *snapshot.Shared) map[[2]int32]int {
	out := make(map[[2]int32]int, len(p.A))
	for i, a := range p.A {
		out[[2]int32{a, p.B[i]}] = i
	}
	return out
}

// compare decides for every zone whether its overlay is known.
func (e *Matched) compare(ctx context.Context, s *snapshot.Tables) error {
	type layer struct {
		now, then *spatial.Index
		match     []int32
	}
	layers := []layer{
		{spatial.NewIndex(s.Cells.Shapes), spatial.NewIndex(e.Old.Cells.Shapes), e.cells},
		{spatial.NewIndex(s.Accepted.Shapes), spatial.NewIndex(e.Old.Accepted.Shapes), e.accepted},
		{spatial.NewIndex(s.Parcels.Shapes), spatial.NewIndex(e.Old.Parcels.Shapes), e.parcels},
	}
	zonesNow, zonesThen := spatial.NewIndex(s.Zones.Shapes), spatial.NewIndex(e.Old.Zones.Shapes)
	e.known = make([]bool, s.Zones.Len())
	for i := range e.known {
		if err := ctx.Err(); err != nil {
			return err
		}
		o := e.zones[i]
		e.known[i] = o >= 0 && sameFeatures(s.Zones.Children(int32(i)), e.Old.Zones.Children(o), e.zones)
		if e.known[i] && !s.Zones.Leaf(int32(i)) { // what others stick out into it is not its own
			e.known[i] = e.sameTree(s.Zones, zonesNow.Query(s.Zones.Shapes.Bounds(i)), zonesThen.Query(s.Zones.Shapes.Bounds(i)))
		}
		for _, l := range layers {
			if e.known[i] {
				box := s.Zones.Shapes.Bounds(i)
				e.known[i] = sameFeatures(l.now.Query(box), l.then.Query(box), l.match)
			}
		}
	}
	return nil
}

// sameTree tells whether two lists hold the same zones with the same parents, by geometry too where a parent is one of them.
func (e *Matched) sameTree(z *snapshot.Zones, now, then []int) bool {
	if !sameFeatures(now, then, e.zones) {
		return false
	}
	for k, n := range now {
		p, q := z.Parent[n], e.Old.Zones.Parent[then[k]]
		if (p < 0) != (q < 0) || p >= 0 && z.Code[p] != e.Old.Zones.Code[q] {
			return false
		}
	}
	return true
}

// sameFeatures tells whether two lists hold the same features in the same order.
func sameFeatures[I int | int32](now, then []I, match []int32) bool {
	return slices.EqualFunc(now, then, func(n, o I) bool { return match[n] == int32(o) })
}

// Ground is what the current snapshot knows of one zone, in the new snapshot's numbers.
func (e *Matched) Ground(zone int) overlay.Arrangement {
	now := e.backward
	f := e.Old.Facts
	var out overlay.Arrangement
	for k, face := range e.faces[e.zones[zone]] {
		covers := make([]int32, 0, len(f.Sets[f.FaceSet[face]]))
		for _, c := range f.Sets[f.FaceSet[face]] {
			covers = append(covers, now.cover(c))
		}
		out.Faces = append(out.Faces, overlay.Face{Ground: int32(zone), Covers: covers, Shape: f.Faces.Feature(int(face))})
		for _, row := range e.facts[face] {
			parcel := f.Parcel[row]
			if parcel >= 0 {
				parcel = now.parcels[parcel]
			}
			if f.Continues(int(row)) {
				last := &out.Facts[len(out.Facts)-1]
				last.Also = append(last.Also, parcel)
				continue
			}
			out.Facts = append(out.Facts, overlay.Fact{Face: int32(k), Parcel: parcel, Areas: []float64{f.Ellipsoidal[row], f.Planar[row]}})
		}
	}
	return out
}

// backward maps old features to new ones.
type backward struct {
	cells, accepted, parcels []int32
	oldCells, newCells       int32
}

func (b *backward) cover(old int32) int32 {
	if old < b.oldCells {
		return b.cells[old]
	}
	return b.newCells + b.accepted[old-b.oldCells]
}

func inverse(match []int32, n int) []int32 {
	out := make([]int32, n)
	for i, o := range match {
		if o >= 0 {
			out[o] = int32(i)
		}
	}
	return out
}

// knownGround is what the current snapshot knows of two features' common ground.
func knownGround(match []int32, rows map[[2]int32]int, old *snapshot.Shared) func(a, b int) (*geom.MultiPolygon, bool) {
	return func(a, b int) (*geom.MultiPolygon, bool) {
		oa, ob := match[a], match[b]
		if oa < 0 || ob < 0 || oa > ob { // the rows name the lower first
			return nil, false
		}
		if row, ok := rows[[2]int32{oa, ob}]; ok {
			return old.Shapes.Feature(row), true
		}
		return nil, true
	}
}

// Knows tells whether nothing that a zone's overlay depends on has changed.
func (e *Matched) Knows(zone int) bool { return e != nil && e.known[zone] }

// ZoneGround is what is known of the common ground of two zones of z; nil where nothing is.
func (e *Matched) ZoneGround(z *snapshot.Zones) func(a, b int) (*geom.MultiPolygon, bool) {
	if e == nil || !slices.Equal(parentCodes(z), parentCodes(e.Old.Zones)) { // other zones are siblings now
		return nil
	}
	return knownGround(e.zones, e.contested, &e.Old.Contested)
}

// CellGround is what is known of the common ground of two cells; nil where nothing is.
func (e *Matched) CellGround() func(a, b int) (*geom.MultiPolygon, bool) {
	if e == nil {
		return nil
	}
	return knownGround(e.cells, e.pairs, &e.Old.CellPairs)
}

// Note says how much was taken over.
func (e *Matched) Note(r *report.Report) {
	if e == nil {
		return
	}
	n := 0
	for _, k := range e.known {
		if k {
			n++
		}
	}
	r.Note("the overlay of %d of %d zones was taken over from snapshot %s, since nothing in them has changed", n, len(e.known), e.Old.Manifest.ID)
}

// parentCodes lists each zone's code and its parent's.
func parentCodes(z *snapshot.Zones) []string {
	out := make([]string, 0, 2*z.Len())
	for i, p := range z.Parent {
		up := ""
		if p >= 0 {
			up = z.Code[p]
		}
		out = append(out, z.Code[i], up)
	}
	return out
}
