// Package cutout makes parts of snapshots for tests of what shows parts. It shares no code with package data/scope, and leaves out what
// tiles do not show: statistics, series, contested ground.
package cutout

import (
	"context"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// cutter cuts a snapshot.
type cutter struct {
	from  *snapshot.Snapshot
	roots []int           // in from
	zone  map[int32]int32 // by zone of from, its number in the part
	to    *snapshot.Tables
	div   *arrange.Arrangement
}

// Of is the part of a snapshot in the subtrees of some zones, none of which lies above another. It panics where a code is unknown or
// ground cannot be cut.
func Of(s *snapshot.Snapshot, codes ...string) *snapshot.Snapshot {
	c := &cutter{from: s, zone: map[int32]int32{}, to: snapshot.NewTables(s.Manifest), div: overlay.Options{}.Arrangement(context.Background())}
	c.zones(codes)
	cells := c.cells()
	parcels := c.parcels()
	c.facts(cells, parcels)
	c.to.Registry = s.Registry
	c.to.Accepted, c.to.Permitted = s.Accepted, s.Permitted
	empty := new(spatial.Builder).Build()
	c.to.Contested.Shapes, c.to.CellPairs.Shapes = empty, empty
	c.to.Found = &snapshot.Findings{Gaps: c.findings(&s.Found.Gaps), Overlaps: c.findings(&s.Found.Overlaps), Residue: c.findings(&s.Found.Residue)}
	for _, one := range s.Changes {
		c.to.Changes = append(c.to.Changes, c.change(one))
	}
	return c.to.Derived()
}

func (c *cutter) zones(codes []string) {
	from, to := c.from.Zones, c.to.Zones
	var shapes spatial.Builder
	for _, code := range codes {
		root, ok := from.Find(code)
		if !ok {
			panic("no zone " + code)
		}
		c.roots = append(c.roots, int(root))
		for _, z := range from.Subtree(root) {
			parent := int32(-1)
			if z != root {
				parent = c.zone[from.Parent[z]]
			}
			c.zone[z] = int32(to.Len())
			to.Code, to.Name, to.Level, to.Parent = append(to.Code, from.Code[z]), append(to.Name, from.Name[z]), append(to.Level, from.Level[z]), append(to.Parent, parent)
			to.Ellipsoidal, to.Planar = append(to.Ellipsoidal, from.Ellipsoidal[z]), append(to.Planar, from.Planar[z])
			shapes.AddFrom(from.Shapes, int(z))
		}
	}
	to.Shapes = shapes.Build()
	to.BuildIndexes()
}

// cut is what of a feature lies in the part's ground; nil for nothing.
func (c *cutter) cut(p *spatial.Polygons, f int) *geom.MultiPolygon {
	var which []int
	for _, r := range c.roots {
		if p.Bounds(f).Intersects(c.from.Zones.Shapes.Bounds(r)) {
			which = append(which, r)
		}
	}
	if len(which) == 0 {
		return nil
	}
	in, err := overlay.Where(c.div, p, f, c.from.Zones.Shapes, which, func(set []int32) bool { return len(set) > 1 && set[0] == 0 })
	if err != nil {
		panic(err)
	}
	whole := p.Feature(f)
	if in != nil && spatial.PlanarArea(whole)-spatial.PlanarArea(in) < overlay.Dust {
		return whole
	}
	return in
}

// each calls add for the features of a layer that have ground in the part, and numbers them.
func (c *cutter) each(p *spatial.Polygons, add func(f int)) (*spatial.Polygons, map[int32]int32) {
	var shapes spatial.Builder
	number := map[int32]int32{}
	for f := range p.Len() {
		if shape := c.cut(p, f); shape != nil && shape.NumPolygons() > 0 {
			number[int32(f)] = int32(len(number))
			shapes.Add(shape)
			add(f)
		}
	}
	return shapes.Build(), number
}

func (c *cutter) cells() map[int32]int32 {
	from, to := c.from.Cells, c.to.Cells
	shapes, number := c.each(from.Shapes, func(f int) {
		to.ID, to.Ranger = append(to.ID, from.ID[f]), append(to.Ranger, from.Ranger[f])
		to.ValidFrom, to.ValidTo = append(to.ValidFrom, from.ValidFrom[f]), append(to.ValidTo, from.ValidTo[f])
	})
	to.Shapes = shapes
	return number
}

func (c *cutter) parcels() map[int32]int32 {
	from, to := c.from.Parcels, c.to.Parcels
	shapes, number := c.each(from.Shapes, func(f int) {
		to.ID, to.Class, to.Category = append(to.ID, from.ID[f]), append(to.Class, from.Class[f]), append(to.Category, from.Category[f])
		to.StatedM2 = append(to.StatedM2, from.StatedM2[f])
	})
	to.Shapes = shapes
	return number
}

func (c *cutter) facts(cells, parcels map[int32]int32) {
	from, to := c.from.Facts, c.to.Facts
	for _, set := range from.Sets {
		var kept []int32
		for _, cover := range set {
			if n := c.from.Cells.Len(); int(cover) >= n {
				kept = append(kept, cover-int32(n)+int32(len(cells)))
			} else if k, ok := cells[cover]; ok {
				kept = append(kept, k)
			}
		}
		to.Sets = append(to.Sets, kept)
	}
	var shapes spatial.Builder
	face := map[int32]int32{}
	for f, z := range from.FaceZone {
		if k, ok := c.zone[z]; ok {
			face[int32(f)] = int32(len(to.FaceZone))
			to.FaceZone, to.FaceSet = append(to.FaceZone, k), append(to.FaceSet, from.FaceSet[f])
			shapes.AddFrom(from.Faces, f)
		}
	}
	to.Faces = shapes.Build()
	for row, f := range from.Face {
		if k, ok := face[f]; ok {
			parcel := int32(-1)
			if p, ok := parcels[from.Parcel[row]]; ok {
				parcel = p
			}
			to.Face, to.Parcel = append(to.Face, k), append(to.Parcel, parcel)
			to.Ellipsoidal, to.Planar = append(to.Ellipsoidal, from.Ellipsoidal[row]), append(to.Planar, from.Planar[row])
		}
	}
}

func (c *cutter) findings(from *snapshot.FindingTable) (to snapshot.FindingTable) {
	var shapes spatial.Builder
	for i, z := range from.Zone {
		k, ok := c.zone[z]
		if !ok {
			continue
		}
		to.ID, to.Zone, to.Set = append(to.ID, from.ID[i]), append(to.Zone, k), append(to.Set, from.Set[i])
		to.Ellipsoidal, to.Planar = append(to.Ellipsoidal, from.Ellipsoidal[i]), append(to.Planar, from.Planar[i])
		if i < len(from.FirstSeen) {
			to.FirstSeen, to.SplitFrom = append(to.FirstSeen, from.FirstSeen[i]), append(to.SplitFrom, from.SplitFrom[i])
		}
		shapes.AddFrom(from.Shapes, i)
	}
	to.Shapes = shapes.Build()
	return to
}

// change keeps patches with ground in the part.
func (c *cutter) change(from *snapshot.Change) *snapshot.Change {
	to := &snapshot.Change{Rule: from.Rule, T0: from.T0, T1: from.T1, Baseline: from.Baseline}
	p := &from.Patches
	shapes, number := c.each(p.Shapes, func(f int) {
		q := &to.Patches
		q.ID, q.FirstSeen, q.LastSeen = append(q.ID, p.ID[f]), append(q.FirstSeen, p.FirstSeen[f]), append(q.LastSeen, p.LastSeen[f])
		q.Recorded, q.SplitFrom, q.Pixels = append(q.Recorded, p.Recorded[f]), append(q.SplitFrom, p.SplitFrom[f]), append(q.Pixels, p.Pixels[f])
		q.Mean, q.Extreme = append(q.Mean, p.Mean[f]), append(q.Extreme, p.Extreme[f])
		q.Ellipsoidal, q.Planar = append(q.Ellipsoidal, p.Ellipsoidal[f]), append(q.Planar, p.Planar[f])
	})
	to.Patches.Shapes = shapes
	var parts spatial.Builder
	for i, patch := range from.Parts.Patch {
		k, shown := number[patch]
		z, inside := c.zone[from.Parts.Zone[i]]
		if !shown || !inside {
			continue
		}
		q := &to.Parts
		q.Patch, q.Zone, q.Set, q.Parcel = append(q.Patch, k), append(q.Zone, z), append(q.Set, from.Parts.Set[i]), append(q.Parcel, -1)
		q.Ellipsoidal, q.Planar = append(q.Ellipsoidal, from.Parts.Ellipsoidal[i]), append(q.Planar, from.Parts.Planar[i])
		parts.AddFrom(from.Parts.Shapes, i)
	}
	to.Parts.Shapes = parts.Build()
	return to
}

// Nameless is the snapshot with the same rows, but without the names of rangers other than those of some cells.
func Nameless(s *snapshot.Snapshot, named ...string) *snapshot.Snapshot {
	t := s.Tables
	cells := *s.Cells
	cells.Ranger = make([]string, s.Cells.Len())
	for i, id := range s.Cells.ID {
		if slices.Contains(named, id) {
			cells.Ranger[i] = s.Cells.Ranger[i]
		}
	}
	t.Cells = &cells
	t.Registry = &snapshot.Registry{People: slices.Clone(s.Registry.People)}
	t.Registry.BuildIndexes()
	return t.Derived()
}
