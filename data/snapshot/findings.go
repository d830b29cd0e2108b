package snapshot

import (
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// FindingTable are polygons of one finding; columns run in parallel, ordered by zone, then by area, largest first. Areas are in
// m², Planar and Shapes in the working CRS.
type FindingTable struct {
	ID          []string
	Zone        []int32
	Set         []int32 // index into Facts.Sets, -1 for a gap
	Ellipsoidal []float64
	Planar      []float64
	Area        []float64 // by the method that was asked for; not stored
	// FirstSeen and SplitFrom are for gaps only: the date of the snapshot that first had ground of it as a gap, and the id
	// of the gap that it was a part of before; see package lineage.
	FirstSeen []Date
	SplitFrom []string
	Shapes    *spatial.Polygons
}

// Len is the number of findings.
func (s *FindingTable) Len() int { return len(s.ID) }

// Findings is what one coverage question found as geometry.
type Findings struct {
	Gaps, Overlaps, Residue FindingTable
}

// gaps declares the table. Ids that last came with version 2; before, a gap was as old as its snapshot.
func (t *Tables) gaps() table {
	g := &t.Found.Gaps
	x := t.findings("gaps", g)
	x.columns = append(x.columns,
		numbers("first_seen", &g.FirstSeen).after(2, func() { g.FirstSeen = slices.Repeat([]Date{t.Manifest.On}, g.Len()) }),
		texts("split_from", &g.SplitFrom).after(2, func() { g.SplitFrom = make([]string, g.Len()) }))
	x.fields = append(slices.DeleteFunc(x.fields, func(f Field) bool { return f.Name == "cells" }), datesField("first_seen", &g.FirstSeen), textsField("split_from", &g.SplitFrom))
	return x
}

// overlaps declares the table.
func (t *Tables) overlaps() table { return t.findings("overlaps", &t.Found.Overlaps) }

// residue declares the table.
func (t *Tables) residue() table { return t.findings("residue", &t.Found.Residue) }

func (t *Tables) findings(name string, f *FindingTable) table {
	return table{name: name, rows: f.Len, shapes: &f.Shapes,
		columns: []column{
			texts("id", &f.ID), rowsOf("zone", &f.Zone, 0, t.Zones.Len), rowsOf("set", &f.Set, -1, t.setCount),
			numbers("ellipsoidal", &f.Ellipsoidal), numbers("planar", &f.Planar), polygons(&f.Shapes),
		},
		fields: []Field{
			textsField("id", &f.ID), TextField("zone", func(i int) string { return t.ZoneCode(f.Zone[i]) }), TextField("cells", func(i int) string { return t.coverNames(f.Set[i]) }),
			realsField("area_m2", &f.Ellipsoidal), realsField("planar_m2", &f.Planar),
		}}
}
