package project

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Source is what every vector source takes.
type Source struct {
	Path     string `yaml:"path"`
	Layer    string `yaml:"layer"`    // default the only one
	CRS      string `yaml:"crs"`      // default what the file says
	Encoding string `yaml:"encoding"` // of a shapefile's table: GBK or UTF-8
	Datum    string `yaml:"datum"`    // gcj02, bd09: coordinates of a shifted datum
	Where    string `yaml:"where"`    // an attribute filter
	// DatumShift is how the datum of the CRS lies to CGCS2000. Nil is left out of the settings' hash: snapshots keep their ids.
	DatumShift *DatumShift `yaml:"datum_shift" json:",omitempty"`
}

// ZoneSource is a layer of zones of one level.
type ZoneSource struct {
	Source   `yaml:",inline"`
	Level    snapshot.Level `yaml:"level"`
	Code     string         `yaml:"code"`
	Name     string         `yaml:"name"`
	Parent   string         `yaml:"parent"`
	Dissolve bool           `yaml:"dissolve"` // rows of one code make one zone
}

// CellSource is a layer of cells.
type CellSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Ranger    string `yaml:"ranger"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// ParcelSource is a layer of parcels.
type ParcelSource struct {
	Source     `yaml:",inline"`
	ID         string `yaml:"id"`
	Class      string `yaml:"class"`
	Category   string `yaml:"category"`
	StatedArea string `yaml:"stated_area"`
	StatedUnit string `yaml:"stated_unit"` // ha, mu or m2
}

// AcceptedSource is a layer of approved exceptions.
type AcceptedSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Reason    string `yaml:"reason"`
	Approver  string `yaml:"approver"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// PermittedSource is a layer of ground for whose use or felling there is a permit.
type PermittedSource struct {
	Source    `yaml:",inline"`
	ID        string `yaml:"id"`
	Permit    string `yaml:"permit"` // the permit's number
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

// SceneSource is one raster, or several by a glob.
type SceneSource struct {
	Path     string         `yaml:"path"`
	Quantity string         `yaml:"quantity"`
	Date     snapshot.Date  `yaml:"date"`
	Band     int            `yaml:"band"`
	Scale    float64        `yaml:"scale"`
	Offset   float64        `yaml:"offset"`
	CRS      string         `yaml:"crs"`
	Nodata   *float64       `yaml:"nodata"`
	ValidMin *float64       `yaml:"valid_min"` // stored values below are no observation, whatever the scale
	ValidMax *float64       `yaml:"valid_max"`
	Kind     string         `yaml:"kind"`    // index (default) or class: how the scene is resampled where it lies on another grid
	Classes  []int          `yaml:"classes"` // makes the scene 1 where it has one of these classes, and 0 elsewhere
	Mosaic   bool           `yaml:"mosaic"`  // the files that match are parts of one scene
	Quality  *QualitySource `yaml:"quality"`
	// DatumShift is as for a vector source.
	DatumShift *DatumShift `yaml:"datum_shift" json:",omitempty"`
}

// QualitySource is a band of bit fields that says which pixels are observations.
type QualitySource struct {
	Path string   `yaml:"path"` // default the scene's own file
	Band int      `yaml:"band"`
	Mask uint32   `yaml:"mask"` // the bits that count; default all
	Good []uint32 `yaml:"good"` // their values in an observation
}

// RegistrySource names the registry's tables.
type RegistrySource struct {
	Chiefs      TableSource `yaml:"chiefs"`
	Rangers     TableSource `yaml:"rangers"`
	Assignments TableSource `yaml:"assignments"`
}

// TableSource is a CSV or XLSX file. Columns maps our column names to the file's.
type TableSource struct {
	Path     string            `yaml:"path"`
	Sheet    string            `yaml:"sheet"` // of a workbook; default the first
	Encoding string            `yaml:"encoding"`
	Columns  map[string]string `yaml:"columns"`
}

// MarshalJSON gives a nodata value that is no number as text, since JSON has none; settings are compared by their JSON.
func (s SceneSource) MarshalJSON() ([]byte, error) {
	type plain SceneSource
	if s.Nodata == nil || math.Abs(*s.Nodata) <= math.MaxFloat64 {
		return json.Marshal(plain(s))
	}
	return json.Marshal(struct {
		plain
		Nodata string
	}{plain(s), fmt.Sprint(*s.Nodata)})
}

// Kinds of scenes: an index varies smoothly, a class does not.
const (
	KindIndex = "index"
	KindClass = "class"
)

// Vectors are the sources of one kind of layer, by the name of their key in the project file.
type Vectors struct {
	Name    string
	Sources []Source
}

// Vectors lists the sources of all kinds of vector layers, zones and cells first.
func (p *Project) Vectors() []Vectors {
	zones, cells, parcels, accepted, permitted := Vectors{Name: "zones"}, Vectors{Name: "cells"}, Vectors{Name: "parcels"}, Vectors{Name: "accepted"}, Vectors{Name: "permitted"}
	for _, s := range p.Zones {
		zones.Sources = append(zones.Sources, s.Source)
	}
	for _, s := range p.Cells {
		cells.Sources = append(cells.Sources, s.Source)
	}
	for _, s := range p.Parcels {
		parcels.Sources = append(parcels.Sources, s.Source)
	}
	for _, s := range p.Accepted {
		accepted.Sources = append(accepted.Sources, s.Source)
	}
	for _, s := range p.Permitted {
		permitted.Sources = append(permitted.Sources, s.Source)
	}
	return []Vectors{zones, cells, parcels, accepted, permitted}
}
