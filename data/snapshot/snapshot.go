package snapshot

import (
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
	"github.com/qingshan-gis/qingshan/spatial"
)

// ID names a snapshot; it derives from inputs and rules.
type ID string

// Tables are the columns of a snapshot. An ingest fills them, and so does reading a file; [Tables.Build] makes a snapshot of them.
type Tables struct {
	Manifest Manifest

	Zones     *Zones
	Cells     *Cells
	Accepted  *Accepted
	Parcels   *Parcels
	Permitted *Permitted
	Registry  *Registry

	Facts     *Facts
	Contested Shared    // ground in two sibling zones, or that two others both account for
	CellPairs Shared    // ground in two cells, whole, wherever it lies
	Found     *Findings // gaps, overlaps and residue on the snapshot's date, by the project's demand
	Changes   []*Change
	Series    []*Series // by quantity
}

// NewTables returns tables without rows.
func NewTables(m Manifest) *Tables {
	return &Tables{Manifest: m, Zones: &Zones{}, Cells: &Cells{}, Accepted: &Accepted{}, Parcels: &Parcels{}, Permitted: &Permitted{}, Registry: &Registry{},
		Facts: &Facts{}, Found: &Findings{}}
}

// Snapshot is everything one ingest produced: its tables and the indexes to look things up in them. It is immutable and safe for
// concurrent use. It keeps no answers; the engines of the questions do.
type Snapshot struct {
	Tables
	indexes indexes
	mapping *mmap.File
}

// Mapping is the file in which the snapshot's numbers and geometry lie, nil if they lie in memory. Whoever unmaps it must know that
// nobody looks at the snapshot any more, nor at anything that came from it but texts; most programs end first.
func (s *Snapshot) Mapping() *mmap.File { return s.mapping }

// Shared is ground that features A < B of one layer both hold; columns run in parallel.
type Shared struct {
	A, B        []int32
	Ellipsoidal []float64
	Planar      []float64 // in the working CRS
	Shapes      *spatial.Polygons
}

// Facts is the overlay of zones, cells and parcels (DESIGN section 5). Every coverage number is a sum over its rows.
//
// A face is the ground that zone FaceZone accounts for (a leaf's own ground, or a parent's ground in no child) and that
// lies in exactly the covers Sets[FaceSet]: cells by index, and after them accepted exceptions by number of cells + index.
// A row is the part of face Face in parcel Parcel, or in no parcel (-1). Where parcels overlap it is the ground in the same
// parcels: the first one's row has its areas, and a row of 0 m² follows for each of the others (see [Facts.Continues]).
type Facts struct {
	Sets        [][]int32
	FaceZone    []int32
	FaceSet     []int32
	Faces       *spatial.Polygons
	Face        []int32
	Parcel      []int32
	Ellipsoidal []float64
	Planar      []float64
}

// FindingTable are polygons of one finding; columns run in parallel, ordered by zone, then by area, largest first.
type FindingTable struct {
	ID          []string
	Zone        []int32
	Set         []int32 // index into Facts.Sets, -1 for a gap
	Ellipsoidal []float64
	Planar      []float64
	Area        []float64 // by the method that was asked for; not stored
	// FirstSeen and SplitFrom are for gaps only: the date of the snapshot that first had ground of it as a gap, and the id
	// of the gap that it was a part of before; see [Snapshot.Identify].
	FirstSeen []Date
	SplitFrom []string
	Shapes    *spatial.Polygons
}

// Len is the number of spots.
func (s *FindingTable) Len() int { return len(s.ID) }

// Findings is what one coverage question found as geometry.
type Findings struct {
	Gaps, Overlaps, Residue FindingTable
}

// Change is what one rule found between two scenes. Against a baseline T0 is the last scene that it holds.
type Change struct {
	Rule     rules.ChangeRule
	T0, T1   SceneInfo
	Baseline *Baseline // nil where two scenes are compared
	Pixels   PixelCounts
	From     string // all that pixels and patches were made from: the next ingest takes them over where it is the same

	Zones, Cells, Parcels ZonalStats
	Patches               Patches
	Parts                 Parts
}

// Baseline says which scenes a baseline holds.
type Baseline struct {
	Scenes int  `json:"scenes"`
	From   Date `json:"from"`
	To     Date `json:"to"`
}

// PixelCounts sum up a pair of scenes, pixel by pixel, before any minimum area.
type PixelCounts struct {
	Valid   int64   `json:"valid"`    // observed at both dates
	OneDate int64   `json:"one_date"` // observed at exactly one
	Changed int64   `json:"changed"`  // beyond the rule's threshold
	Sum     float64 `json:"sum"`      // of the difference over valid pixels, in units of the quantity
}

// ZonalStats are the statistics of t1−t0 for the features of one layer, each pixel weighed by its exact share inside.
type ZonalStats struct {
	Count, Mean, Stdev, Min, Max []float64   // Count in pixels; the others are NaN where Count is 0
	ValidShare                   []float64   // observed at both dates / whole feature
	LaterShare                   []float64   // observed at the later date / whole feature
	Quantiles                    [][]float64 // by the rule's quantiles, NaN where Count is 0
}

// Patches are connected regions of change.
type Patches struct {
	// ID lasts as long as the ground does, see [Snapshot.IdentifyPatches]. FirstSeen and LastSeen are the dates of the first and
	// the last later scene that show it; Recorded is the date of the snapshot that first had it; SplitFrom is the patch that its
	// ground was a part of before.
	ID                            []string
	FirstSeen, LastSeen, Recorded []Date
	SplitFrom                     []string

	Pixels      []int64
	Mean        []float64 // mean change
	Extreme     []float64 // the largest drop, or rise
	Ellipsoidal []float64
	Planar      []float64
	Shapes      *spatial.Polygons
}

// Parts are patches cut at the borders of zones, cells and parcels.
type Parts struct {
	Patch       []int32
	Zone        []int32 // -1: outside all zones
	Set         []int32 // the covers it lies in; -1: outside all zones
	Parcel      []int32 // -1: in none
	Ellipsoidal []float64
	Planar      []float64
	Shapes      *spatial.Polygons
}

// LonLat transforms a point of the working CRS to CGCS2000 degrees.
func (s *Tables) LonLat(x, y float64) (lon, lat float64) { return s.Manifest.ToLonLat.At(x, y) }

// PatchID is the lasting id of patch i.
func (c *Change) PatchID(i int32) string { return c.Patches.ID[i] }

// Stats is the layer's statistics.
func (c *Change) Stats(layer string) *ZonalStats {
	return map[string]*ZonalStats{"zones": &c.Zones, "cells": &c.Cells, "parcels": &c.Parcels}[layer]
}
