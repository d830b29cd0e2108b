package ingest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
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

	shape  *geom.MultiPolygon // of a refused row, in the working CRS where it got so far
	source *SourceReport      // of a refused row
	texts  []string           // of a refused zone: code, name, parent
}

// SourceReport sums up one source.
type SourceReport struct {
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

// Report is what an ingest has to say about its input.
type Report struct {
	Sources    []*SourceReport `json:"sources"`
	Quarantine []Remark        `json:"quarantine"`
	Repairs    []Remark        `json:"repairs"`
	Remarks    []Remark        `json:"remarks"` // on rows that were taken as they are
	Notes      []string        `json:"notes"`

	mu sync.Mutex
}

func (r *Report) refuse(s *SourceReport, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Quarantined++
	s.count(m.Reason)
	if m.shape != nil {
		s.QuarantinedM2 += finiteArea(m.shape)
	}
	m.source = s
	r.Quarantine = append(r.Quarantine, m)
}

func (r *Report) repair(s *SourceReport, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Repaired++
	s.count(m.Reason)
	r.Repairs = append(r.Repairs, m)
}

// remark is about a row that stays as it is.
func (r *Report) remark(s *SourceReport, m Remark) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.Remarked++
	s.count(m.Reason)
	r.Remarks = append(r.Remarks, m)
}

func (s *SourceReport) count(reason Reason) {
	if s.Reasons == nil {
		s.Reasons = map[Reason]int{}
	}
	s.Reasons[reason]++
}

func (r *Report) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
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
	readableName   = "report.md"
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
	if err := os.WriteFile(filepath.Join(dir, readableName), []byte(r.readable()), 0o644); err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("\ufeff") // by which spreadsheets know UTF-8
	w := csv.NewWriter(&text)
	w.Write([]string{"outcome", "file", "layer", "row", "id", "reason", "detail", "area_before_m2", "area_after_m2"})
	for _, o := range r.outcomes() {
		for _, m := range o.remarks {
			w.Write([]string{o.name, m.File, m.Layer, strconv.FormatInt(m.Row, 10), m.ID, string(m.Reason), m.Detail, areaText(m.Before), areaText(m.After)})
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, quarantineName), []byte(text.String()), 0o644)
}

// quarantineLayer is the refused rows as a layer, with the ground of those that came with some.
func (r *Report) quarantineLayer() data.ExtraLayer {
	l := data.ExtraLayer{Name: "quarantine", Fields: []gdalio.Field{{Name: "file"}, {Name: "layer"}, {Name: "row", Type: gdalio.Integer}, {Name: "id"}, {Name: "reason"}, {Name: "detail"}}}
	for _, m := range r.Quarantine {
		l.Rows = append(l.Rows, []any{m.File, m.Layer, m.Row, m.ID, string(m.Reason), m.Detail})
		l.Shapes = append(l.Shapes, m.shape)
	}
	return l
}

// outcome is what became of rows.
type outcome struct {
	name, title string
	remarks     []Remark
}

func (r *Report) outcomes() []outcome {
	return []outcome{{"refused", "Refused 隔离", r.Quarantine}, {"repaired", "Repaired 修复", r.Repairs}, {"kept", "Kept, with a remark 采用并备注", r.Remarks}}
}

func areaText(m2 float64) string {
	if m2 == 0 {
		return ""
	}
	return strconv.FormatFloat(m2, 'f', 3, 64)
}

// readableRows bounds what the readable report lists of each outcome; quarantine.csv has every row.
const readableRows = 200

// readable is the report as Markdown.
func (r *Report) readable() string {
	var b strings.Builder
	row := func(cells ...string) {
		for i, c := range cells {
			cells[i] = strings.NewReplacer("|", "\\|", "\n", " ").Replace(c)
		}
		b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	b.WriteString("# Ingest report 入库报告\n\n## Sources 来源\n\n")
	row("source 来源", "kind 种类", "CRS 坐标系", "encoding 编码", "read 读入", "kept 采用", "repaired 修复", "refused 隔离", "remarks 备注", "reasons 原因")
	row(slices.Repeat([]string{"---"}, 10)...)
	for _, s := range r.Sources {
		var reasons []string
		for _, k := range slices.Sorted(maps.Keys(s.Reasons)) {
			reasons = append(reasons, fmt.Sprintf("%s %d", k, s.Reasons[k]))
		}
		row(strings.TrimSpace(s.Path+" "+s.Layer), s.Kind, because(strings.TrimSpace(s.CRS+" "+s.Datum), s.CRSFrom), because(s.Encoding, s.EncodingFrom), fmt.Sprint(s.Read), fmt.Sprint(s.Kept),
			fmt.Sprint(s.Repaired), fmt.Sprint(s.Quarantined), fmt.Sprint(s.Remarked), strings.Join(slices.DeleteFunc(append(reasons, s.Note), func(r string) bool { return r == "" }), "; "))
	}
	b.WriteString("\n## Datums 基准\n\n")
	row("source 来源", "CRS 坐标系", "to CGCS2000 by 转换到 CGCS2000", "accuracy 精度")
	row(slices.Repeat([]string{"---"}, 4)...)
	for _, s := range r.Sources {
		if s.Operation != "" {
			row(strings.TrimSpace(s.Path+" "+s.Layer), s.CRS, s.Operation, s.accuracyText())
		}
	}
	if len(r.Notes) > 0 {
		b.WriteString("\n## Notes 注\n\n")
		for _, n := range r.Notes {
			b.WriteString("- " + n + "\n")
		}
	}
	for _, o := range r.outcomes() {
		if len(o.remarks) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s: %d\n\n", o.title, len(o.remarks))
		row("file 文件", "layer 图层", "row 行", "id", "reason 原因", "detail 说明")
		row(slices.Repeat([]string{"---"}, 6)...)
		for i, m := range o.remarks {
			if i == readableRows {
				fmt.Fprintf(&b, "\n… %d more in %s 其余见该文件\n", len(o.remarks)-i, quarantineName)
				break
			}
			row(m.File, m.Layer, strconv.FormatInt(m.Row, 10), m.ID, string(m.Reason), m.Detail)
		}
	}
	return b.String()
}

// because puts who said so behind a value.
func because(value, from string) string {
	if value == "" || from == "" {
		return value
	}
	return value + " (" + from + ")"
}
