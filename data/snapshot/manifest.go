package snapshot

import (
	"fmt"
	"time"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
)

// Manifest says what a snapshot is made of; it is the snapshot's manifest.json.
type Manifest struct {
	Schema  int       `json:"schema"`
	ID      ID        `json:"snapshot"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	On      Date      `json:"on"` // the date that answers take unless told another
	// Timezone is where the dates are days; "" is [DefaultTimezone].
	Timezone string `json:"timezone,omitempty"`

	CRS        CRSInfo         `json:"crs"`
	ToLonLat   *crsapprox.Warp `json:"to_lonlat"`   // working CRS to CGCS2000 degrees
	FromLonLat *crsapprox.Warp `json:"from_lonlat"` // and back
	Ellipsoid  area.Measure    `json:"ellipsoid"`   // ellipsoidal areas of working-CRS polygons

	Inputs []Input     `json:"inputs"`
	Rules  rules.Rules `json:"rules"`
	Scenes []SceneInfo `json:"scenes"`
	// Rasters are the files that scenes are drawn from; a scene may have none.
	Rasters []SceneRaster  `json:"rasters,omitempty"`
	Counts  map[string]int `json:"counts"` // rows by layer
	Sums    Totals         `json:"sums"`   // coverage of the whole, by the project's demand
	Files   []FileInfo     `json:"files"`
	// Previous is the snapshot whose gaps these were compared with: the current one when this was made.
	Previous ID `json:"previous,omitempty"`
	// GapNumbers are, by zone code, the last number that a gap of the zone was ever given.
	GapNumbers map[string]int `json:"gap_numbers,omitempty"`
	// PatchNumbers are, by rule and later date, the last number that a patch was ever given.
	PatchNumbers map[string]int `json:"patch_numbers,omitempty"`

	// Missing and Refused are what was delivered and is in no figure.
	Missing []MissingZone `json:"missing_zones,omitempty"`
	Refused []RefusedRows `json:"refused_rows,omitempty"`

	// Accounting is the version of the rules by which ground was accounted for, see coverage.Accounting; StickOut are the codes of the
	// zones with ground outside their parents.
	Accounting int      `json:"accounting,omitempty"`
	StickOut   []string `json:"stick_out,omitempty"`

	// ParcelsFrom is a hash of all that the parcels were made from; the next ingest takes them over where it is the same.
	ParcelsFrom string `json:"parcels_from,omitempty"`
}

// CRSInfo is the working CRS.
type CRSInfo struct {
	Name   string      `json:"name"` // "EPSG:4549", or a description
	WKT    string      `json:"wkt"`
	Extent spatial.Box `json:"extent"`
}

// Input is a source file as it was read.
type Input struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// FileInfo is a file of the snapshot.
type FileInfo struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// SceneInfo is one dated raster.
type SceneInfo struct {
	Quantity string  `json:"quantity"`
	Date     Date    `json:"date"`
	Path     string  `json:"path"`
	Band     int     `json:"band"`
	Scale    float64 `json:"scale"`
	Offset   float64 `json:"offset"`
	// Resampled says how the scene was put onto the grid of the one it is compared with; "" where it lies on it.
	Resampled string `json:"resampled,omitempty"`
}

// RasterExt is the extension of a [SceneRaster]'s file.
const RasterExt = ".qsraster"

// SceneRaster is a scene's file in the snapshot's folder, made by package spatial/rasterpack. Snapshots share the files of scenes
// that have not changed, by hard links.
type SceneRaster struct {
	Quantity string `json:"quantity"`
	Date     Date   `json:"date"`
	File     string `json:"file"`
}

// SchemaVersion counts changes to the form of a snapshot on disk. Every older one is read: a column that a version brought
// has a default before it (see docs/decisions, "Snapshots of older schema versions stay readable").
//
//	1  the first (2026-11)
//	2  gaps have ids that last (first_seen, split_from, gap_numbers)
//	3  patches have ids that last; what the later scene alone saw; series of scenes; permitted areas; triage
const SchemaVersion = 3

// SchemaError says that a snapshot has a form that this program does not know.
type SchemaError struct {
	Snapshot ID
	Schema   int
}

func (e *SchemaError) Error() string {
	if e.Schema < 1 {
		return fmt.Sprintf("snapshot %s: its manifest names no schema version", e.Snapshot)
	}
	return fmt.Sprintf("snapshot %s was written by a newer Qingshan: it has schema version %d, and this one reads 1 to %d; use the newer program, or go back to an older snapshot with `qingshan snapshots use ID`",
		e.Snapshot, e.Schema, SchemaVersion)
}

// CheckSchema refuses a version that this program does not read, with a [*SchemaError].
func (m *Manifest) CheckSchema() error {
	if m.Schema < 1 || m.Schema > SchemaVersion {
		return &SchemaError{m.ID, m.Schema}
	}
	return nil
}

// MissingZone is a zone that the project declares missing (rules.missing_zones): what was delivered of it was refused, or nothing
// was. It is in no figure of the snapshot.
type MissingZone struct {
	Zone   string  `json:"zone"`
	Name   string  `json:"name"`
	Level  Level   `json:"level"`
	Parent string  `json:"parent"`
	Reason string  `json:"reason"`  // why its rows were refused; not_delivered where there are none
	Rows   int     `json:"rows"`    // that were refused
	AreaM2 float64 `json:"area_m2"` // of these rows, planar in the working CRS, as they were delivered
}

// NotDelivered is the reason of a missing zone of which there is no row.
const NotDelivered = "not_delivered"

// RefusedRows are the rows of one source other than zones that were refused, within what rules.quarantine_limit allows. They are in
// no figure of the snapshot.
type RefusedRows struct {
	Kind   string  `json:"kind"` // cells, parcels, accepted, permitted, registry
	File   string  `json:"file"`
	Layer  string  `json:"layer,omitempty"`
	Rows   int     `json:"rows"`
	AreaM2 float64 `json:"area_m2"` // planar in the working CRS, as they were delivered
}

// MissingUnder are the missing zones whose parents lead to a zone, or all of them for -1.
func (s *Tables) MissingUnder(zone int32) []MissingZone {
	all := s.Manifest.Missing
	if zone < 0 || len(all) == 0 {
		return all
	}
	parent := map[string]string{}
	for _, m := range all {
		parent[m.Zone] = m.Parent
	}
	below := Membership(s.Zones.Subtree(zone))
	var out []MissingZone
	for _, m := range all {
		up := m.Parent
		for range all { // as long as the parent is missing, too
			if next, missing := parent[up]; missing {
				up = next
			}
		}
		if z, ok := s.Zones.Find(up); ok && below(z) {
			out = append(out, m)
		}
	}
	return out
}
