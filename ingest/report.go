package ingest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Reason is why a row was refused, repaired or remarked on.
type Reason string

// Reasons. A refused row goes to the quarantine table; the others stay in.
const (
	NullGeometry   Reason = "null_geometry"
	NotPolygon     Reason = "not_polygon"
	Unrepairable   Reason = "unrepairable"
	EmptyID        Reason = "empty_id"
	DuplicateID    Reason = "duplicate_id"
	UnknownParent  Reason = "unknown_parent"
	ParentCycle    Reason = "parent_cycle"
	OutsideCRS     Reason = "outside_crs"
	BadDate        Reason = "bad_date"
	BadText        Reason = "bad_text"
	UnknownZone    Reason = "unknown_zone"
	Repaired       Reason = "repaired"
	AreaDiffers    Reason = "area_differs"
	OverlapsOthers Reason = "overlaps"
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
}

// SourceReport sums up one source.
type SourceReport struct {
	Kind        string         `json:"kind"` // zones, cells, parcels, accepted, scenes, registry
	Path        string         `json:"path"`
	Layer       string         `json:"layer,omitempty"`
	CRS         string         `json:"crs,omitempty"`
	CRSFrom     string         `json:"crs_from,omitempty"` // file, declared
	Encoding    string         `json:"encoding,omitempty"`
	Read        int            `json:"read"`
	Kept        int            `json:"kept"`
	Repaired    int            `json:"repaired"`
	Quarantined int            `json:"quarantined"`
	Reasons     map[Reason]int `json:"reasons,omitempty"`
	Note        string         `json:"note,omitempty"`
}

// Report is what an ingest has to say about its input.
type Report struct {
	Sources    []*SourceReport `json:"sources"`
	Quarantine []Remark        `json:"quarantine"`
	Repairs    []Remark        `json:"repairs"`
	Notes      []string        `json:"notes"`

	mu sync.Mutex
}

func (r *Report) refuse(s *SourceReport, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Quarantined++
	if s.Reasons == nil {
		s.Reasons = map[Reason]int{}
	}
	s.Reasons[m.Reason]++
	r.Quarantine = append(r.Quarantine, m)
}

func (r *Report) repair(s *SourceReport, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Repaired++
	r.Repairs = append(r.Repairs, m)
}

func (r *Report) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Share is the quarantined share of all rows read.
func (r *Report) Share() float64 {
	read, bad := 0, 0
	for _, s := range r.Sources {
		read += s.Read
		bad += s.Quarantined
	}
	if read == 0 {
		return 0
	}
	return float64(bad) / float64(read)
}

// QuarantineError says that more was refused than the project allows; it ends with exit code 3.
type QuarantineError struct {
	Share, Limit float64
	First        Remark
}

func (e *QuarantineError) Error() string {
	return fmt.Sprintf("quarantine: %.2f %% of the rows were refused, rules.quarantine_limit allows %.2f %%; nothing was published. The first: %s. Mend the rows, or raise the limit",
		100*e.Share, 100*e.Limit, e.First)
}

func (m Remark) String() string {
	s := fmt.Sprintf("%s, layer %s, row %d", m.File, m.Layer, m.Row)
	if m.ID != "" {
		s += fmt.Sprintf(" (%s)", m.ID)
	}
	return fmt.Sprintf("%s: %s: %s", s, m.Reason, m.Detail)
}

// Files of a report beside the snapshot.
const (
	reportName     = "report.json"
	quarantineName = "quarantine.csv"
)

func (r *Report) write(dir string) error {
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, reportName), b, 0o644); err != nil {
		return err
	}
	var text strings.Builder
	w := csv.NewWriter(&text)
	w.Write([]string{"file", "layer", "row", "id", "reason", "detail"})
	for _, m := range r.Quarantine {
		w.Write([]string{m.File, m.Layer, strconv.FormatInt(m.Row, 10), m.ID, string(m.Reason), m.Detail})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, quarantineName), []byte(text.String()), 0o644)
}
