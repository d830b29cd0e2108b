package report

import (
	"fmt"
	"math"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial"
)

// Reason is why a row was refused, repaired or remarked on.
type Reason string

// Reasons. A refused row goes to the quarantine table; the others stay in.
const (
	NullGeometry  Reason = "null_geometry"
	NotPolygon    Reason = "not_polygon"
	Unrepairable  Reason = "unrepairable"
	EmptyID       Reason = "empty_id"
	DuplicateID   Reason = "duplicate_id"
	UnknownParent Reason = "unknown_parent"
	ParentCycle   Reason = "parent_cycle"
	OutsideCRS    Reason = "outside_crs"
	BadDate       Reason = "bad_date"
	UnknownZone   Reason = "unknown_zone"
	UnknownRole   Reason = "unknown_role"
	UnknownPerson Reason = "unknown_person"
	Repaired      Reason = "repaired"
	BadNumber     Reason = "bad_number"
	AreaDiffers   Reason = "area_differs"
	NoClass       Reason = "no_class"
	SticksOut     Reason = "sticks_out"

	OverlapsSibling    Reason = "overlaps_sibling"
	OverlapsZone       Reason = "overlaps_zone"
	OverlapsParcel     Reason = "overlaps_parcel"
	AssignmentsOverlap Reason = "assignments_overlap"
	AssignmentsGap     Reason = "assignments_gap"
)

// Remark is one line about one row.
type Remark struct {
	File   string  `json:"file"`
	Layer  string  `json:"layer"`
	Row    int64   `json:"row"` // the file's own number of the row
	ID     string  `json:"id"`
	Reason Reason  `json:"reason"`
	Detail string  `json:"detail"`
	Before float64 `json:"area_before_m2,omitempty"`
	After  float64 `json:"area_after_m2,omitempty"`

	Shape  *geom.MultiPolygon `json:"-"` // of a refused row, in the working CRS where it got so far
	Source *Source            `json:"-"` // of a refused row
	Texts  []string           `json:"-"` // of a refused zone: code, name, parent
}

func (m Remark) String() string {
	s := fmt.Sprintf("%s, layer %s, row %d", m.File, m.Layer, m.Row)
	if m.ID != "" {
		s += fmt.Sprintf(" (%s)", m.ID)
	}
	return fmt.Sprintf("%s: %s: %s", s, m.Reason, m.Detail)
}

// finiteArea is the planar area of what was delivered, 0 where its coordinates make no sense.
func finiteArea(mp *geom.MultiPolygon) float64 {
	a := spatial.PlanarArea(mp)
	if math.IsNaN(a) || math.IsInf(a, 0) {
		return 0
	}
	return math.Max(0, a)
}

// AreaM2 is the planar area of the refused row's ground, 0 where it came without any.
func (m Remark) AreaM2() float64 {
	if m.Shape == nil {
		return 0
	}
	return finiteArea(m.Shape)
}
