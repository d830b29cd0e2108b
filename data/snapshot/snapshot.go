// Package snapshot is what one ingest produced: the tables of zones, cells, parcels, registry, facts, findings, changes and series, with
// a manifest, as columns in memory and on disk.
//
// An ingest, or a file, fills [Tables]; [Tables.Build] checks them and makes a [Snapshot], which is immutable and finds its rows by
// place and by name. Each table is declared once (see table.go), in the file that is called after it. Coordinates are metres in the
// working CRS, areas m².
package snapshot

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot/mmap"
	"github.com/qingshan-gis/qingshan/spatial"
)

// ID names a snapshot; it derives from inputs and rules.
type ID string

// Tables are the columns of a snapshot. An ingest fills them, and so does reading a file; [Tables.Build] makes a snapshot of them.
type Tables struct {
	Manifest Manifest
	// Part tells that these are a part of a snapshot, made for who may not see the rest (see package scope): what lies outside is absent, and
	// so are figures of it. It is not stored.
	Part bool

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

// Mapping is the file in which the snapshot's numbers and geometry lie, nil if they lie in memory. Unmap it only after every
// reader has released the snapshot and what was drawn from it; strings copied from it stay valid. Most programs end without
// unmapping.
func (s *Snapshot) Mapping() *mmap.File { return s.mapping }

// LonLatBounds is the box in degrees that holds a box of the working CRS: its borders bend, so points along them count.
func (s *Tables) LonLatBounds(b spatial.Box) [4]float64 {
	if b.Empty() {
		return [4]float64{}
	}
	const steps = 8
	out := spatial.EmptyBox()
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := b.MinX+t*b.Width(), b.MinY+t*b.Height()
		for _, p := range [][2]float64{{x, b.MinY}, {x, b.MaxY}, {b.MinX, y}, {b.MaxX, y}} {
			out = out.Extend(s.LonLat(p[0], p[1]))
		}
	}
	return [4]float64{round7(out.MinX), round7(out.MinY), round7(out.MaxX), round7(out.MaxY)}
}

// Bounds are the west, south, east and north ends of all zones, in degrees.
func (s *Tables) Bounds() [4]float64 { return s.LonLatBounds(s.Zones.Shapes.Extent()) }

// ZoneBounds are those of one zone.
func (s *Tables) ZoneBounds(zone int32) [4]float64 {
	return s.LonLatBounds(s.Zones.Shapes.Bounds(int(zone)))
}

// round7 keeps 1e-7 degrees, about a centimetre, for places to fly to.
func round7(v float64) float64 { return math.Round(v*1e7) / 1e7 }

// PlaceOf is the middle of a feature in degrees, to label it by and fly to.
func (s *Tables) PlaceOf(x, y float64) (lon, lat float64) {
	lon, lat = s.LonLat(x, y)
	return round7(lon), round7(lat)
}

// LonLat transforms a point of the working CRS to CGCS2000 degrees.
func (s *Tables) LonLat(x, y float64) (lon, lat float64) { return s.Manifest.ToLonLat.At(x, y) }
