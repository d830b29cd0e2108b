package snapshot

import (
	"time"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/warp"
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

	CRS        CRSInfo      `json:"crs"`
	ToLonLat   *warp.Warp   `json:"to_lonlat"`   // working CRS to CGCS2000 degrees
	FromLonLat *warp.Warp   `json:"from_lonlat"` // and back
	Ellipsoid  area.Measure `json:"ellipsoid"`   // ellipsoidal areas of working-CRS polygons

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

	// Accounting is the version of the rules by which ground was accounted for, see [coverage.Accounting]; StickOut are the codes of the
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
