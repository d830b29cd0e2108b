package report

import (
	"fmt"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// SetOperation writes into the report how a source's coordinates came to CGCS2000.
func (s *Source) SetOperation(op gdal.Operation) {
	s.Operation = op.Name
	if op.AccuracyM >= 0 {
		a := op.AccuracyM
		s.AccuracyM = &a
	}
}

// accuracyText is the operation with its accuracy, as people read it.
func (s *Source) accuracyText() string {
	if s.AccuracyM == nil {
		return "not stated 未说明"
	}
	return fmt.Sprintf("%g m", *s.AccuracyM)
}

// Source sums up one source.
type Source struct {
	Kind         string         `json:"kind"` // zones, cells, parcels, accepted, scenes, registry
	Path         string         `json:"path"`
	Layer        string         `json:"layer,omitempty"`
	CRS          string         `json:"crs,omitempty"`
	CRSFrom      string         `json:"crs_from,omitempty"` // file, declared
	Datum        string         `json:"datum,omitempty"`
	Operation    string         `json:"datum_operation,omitempty"`  // how coordinates came to CGCS2000
	AccuracyM    *float64       `json:"datum_accuracy_m,omitempty"` // of the operation; nil where nobody states it
	Encoding     string         `json:"encoding,omitempty"`
	EncodingFrom string         `json:"encoding_from,omitempty"` // declared, LDID, .cpg, text (where these two contradict each other), format, nothing said
	Read         int            `json:"read"`
	Kept         int            `json:"kept"`
	Repaired     int            `json:"repaired"`
	Quarantined  int            `json:"quarantined"`
	Remarked     int            `json:"remarked"`
	Reasons      map[Reason]int `json:"reasons,omitempty"`
	Note         string         `json:"note,omitempty"`
	// QuarantinedM2 is the ground of the refused rows, planar in the working CRS.
	QuarantinedM2 float64 `json:"quarantined_m2,omitempty"`

	ground float64 // of all rows that came with some, m² in the plane of the working CRS
}

func (s *Source) count(reason Reason) {
	if s.Reasons == nil {
		s.Reasons = map[Reason]int{}
	}
	s.Reasons[reason]++
}

// Name is what the source goes by in messages: its path and layer.
func (s *Source) Name() string {
	if s.Layer == "" {
		return s.Path
	}
	return s.Path + ", layer " + s.Layer
}

// Of lists the reports on one kind of sources.
func (r *Report) Of(kind string) []*Source {
	var out []*Source
	for _, s := range r.Sources {
		if s.Kind == kind {
			out = append(out, s)
		}
	}
	return out
}

// AddGround counts the ground of a row that came with some.
func (s *Source) AddGround(shape *geom.MultiPolygon) { s.ground += finiteArea(shape) }
