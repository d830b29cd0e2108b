package data

import (
	"github.com/qingshan-gis/qingshan/data/mapped"
	"github.com/qingshan-gis/qingshan/data/once"
	"github.com/qingshan-gis/qingshan/spatial"
)

// SnapshotID names a snapshot; it derives from inputs and rules.
type SnapshotID string

// Snapshot is everything one ingest produced. It is immutable after [Snapshot.Link] and safe for concurrent use.
type Snapshot struct {
	Manifest Manifest

	Zones     *Zones
	Cells     *Cells
	Accepted  *Accepted
	Parcels   *Parcels
	Permitted *Permitted
	Registry  *Registry

	Facts     *Facts
	Contested Shared // ground in two sibling zones, or that two others both account for
	CellPairs Shared // ground in two cells, whole, wherever it lies
	Found     *Found // gaps, overlaps and residue on the snapshot's date, by the project's demand
	Changes   []*Change
	Series    []*Series // by quantity

	index   indexes
	views   once.Cache[viewKey, *coverageView]   // bounded by Link
	grounds once.Cache[int32, *spatial.Polygons] // what parents account for themselves: a layer of one feature a zone
	mapping *mapped.File
}

// Mapping is the file in which the snapshot's numbers and geometry lie, nil if they lie in memory. Whoever unmaps it must know that
// nobody looks at the snapshot any more, nor at anything that came from it but texts; most programs end first.
func (s *Snapshot) Mapping() *mapped.File { return s.mapping }

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

// Spots are polygons of one finding; columns run in parallel, ordered by zone, then by area, largest first.
type Spots struct {
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
func (s *Spots) Len() int { return len(s.ID) }

// Found is what one coverage question found as geometry.
type Found struct {
	Gaps, Overlaps, Residue Spots
}

// Change is what one rule found between two scenes. Against a baseline T0 is the last scene that it holds.
type Change struct {
	Rule     ChangeRule
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

type indexes struct {
	zones, cells, accepted, parcels, faces, gaps, pairs func() *spatial.Index
	cellAreas, parcelAreas                              func() []float64          // ellipsoidal
	triage                                              []func() (*triage, error) // by change
	changed                                             []map[string]func() (changedGround, error)
	above                                               []func() []bool // by change, see [Snapshot.aboveTolerance]
	patches                                             []func() *spatial.Index
	cellByID                                            func() map[string]int32
	facesOf                                             func() groups // faces by zone
	factsOf                                             func() groups // rows of Facts by face
	nesting                                             func() *Nesting
	periods                                             map[bool]func() periods // by whether rangers in post count
}

// groups lists numbers by a key below a bound, in ascending order.
type groups struct{ start, items []int32 }

func groupBy(keys []int32, bound int) groups {
	g := groups{make([]int32, bound+1), make([]int32, len(keys))}
	for _, k := range keys {
		g.start[k]++
	}
	sum := int32(0)
	for i, n := range g.start {
		sum += n
		g.start[i] = sum
	}
	for i := len(keys) - 1; i >= 0; i-- {
		g.start[keys[i]]--
		g.items[g.start[keys[i]]] = int32(i)
	}
	return g
}

func (g groups) of(key int32) []int32 { return g.items[g.start[key]:g.start[key+1]] }

// Link makes look-up tables; call it once, after all fields are set and before the snapshot is shared.
func (s *Snapshot) Link() {
	s.Zones.Link()
	s.Registry.Link()
	s.views.Limit, s.views.Cost = maxViews, func(_ viewKey, v *coverageView) int { return v.cost() }
	lazy := func(p *spatial.Polygons) func() *spatial.Index {
		return once.Value(func() *spatial.Index { return spatial.NewIndex(p) })
	}
	s.index = indexes{
		zones: lazy(s.Zones.Shapes), cells: lazy(s.Cells.Shapes), parcels: lazy(s.Parcels.Shapes),
		accepted: lazy(s.Accepted.Shapes), faces: lazy(s.Facts.Faces), gaps: lazy(s.Found.Gaps.Shapes), pairs: lazy(s.CellPairs.Shapes),
		cellAreas:   once.Value(func() []float64 { return measureAll(s.Manifest.Ellipsoid, s.Cells.Shapes) }),
		parcelAreas: once.Value(func() []float64 { return measureAll(s.Manifest.Ellipsoid, s.Parcels.Shapes) }),
		cellByID: once.Value(func() map[string]int32 {
			byID := make(map[string]int32, s.Cells.Len())
			for i, id := range s.Cells.ID {
				byID[id] = int32(i)
			}
			return byID
		}),
		facesOf: once.Value(func() groups { return groupBy(s.Facts.FaceZone, s.Zones.Len()) }),
		nesting: once.Value(s.nesting),
		periods: map[bool]func() periods{
			false: once.Value(func() periods { return s.periodsOf(false) }),
			true:  once.Value(func() periods { return s.periodsOf(true) }),
		},
		factsOf: once.Value(func() groups { return groupBy(s.Facts.Face, len(s.Facts.FaceZone)) }),
	}
	for _, c := range s.Changes {
		s.index.patches = append(s.index.patches, lazy(c.Patches.Shapes))
		byLayer := map[string]func() (changedGround, error){}
		for _, layer := range []string{"parcels", "cells", "zones"} {
			byLayer[layer] = once.Result(func() (changedGround, error) { return s.changedIn(c, layer) })
		}
		s.index.changed = append(s.index.changed, byLayer)
		s.index.above = append(s.index.above, once.Value(func() []bool { return s.aboveTolerance(c) }))
		s.index.triage = append(s.index.triage, once.Result(func() (*triage, error) { return s.triageOf(c) }))
	}
}

// LonLat transforms a point of the working CRS to CGCS2000 degrees.
func (s *Snapshot) LonLat(x, y float64) (lon, lat float64) { return s.Manifest.ToLonLat.At(x, y) }

// ParcelAreas are the ellipsoidal areas of all parcels in m², measured when first asked for.
func (s *Snapshot) ParcelAreas() []float64 { return s.index.parcelAreas() }
