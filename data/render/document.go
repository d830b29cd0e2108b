package render

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Format is how an answer is written.
type Format string

// Formats. A table is for people: 公顷 with 4 decimals and 亩 with 2; the others hold m².
const (
	JSON    Format = "json"
	CSV     Format = "csv"
	GeoJSON Format = "geojson"
	Table   Format = "table"
	XLSX    Format = "xlsx"
	GPKG    Format = "gpkg"
	SHP     Format = "shp"
)

// ContentType is the media type of a format.
func (f Format) ContentType() string {
	switch f {
	case CSV:
		return "text/csv; charset=utf-8"
	case GeoJSON:
		return "application/geo+json"
	case Table:
		return "text/plain; charset=utf-8"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case GPKG:
		return "application/geopackage+sqlite3"
	}
	return "application/json"
}

// Document is an answer that knows its other forms.
type Document struct {
	Name string // of a file's layer; "" for an answer that is no list
	// Question and Subject name a file: what was asked, by default Name, and of which zone or feature, "" for all.
	Question, Subject string
	JSON              any // the document itself
	// Columns and Rows are the CSV and the workbook; a row has a value for each column.
	Columns []Column
	Rows    iter.Seq[[]any]
	// Head and Lines are the table for people, Foot what stands under it.
	Head  []string
	Lines iter.Seq[[]string]
	Foot  []string
	// About says what the answer is about: snapshot, dates, rule, area method, monitored share.
	About []Fact
	// Mark puts a byte order mark before the CSV, without which spreadsheets take UTF-8 for the system's own encoding.
	Mark bool
	// Features are the geometry; nil where there is none.
	Features iter.Seq[Feature]
}

// Fact is one line of what an answer is about.
type Fact struct{ Name, Value string }

// Write writes a document in a format that goes into a stream; [WriteFile] writes all. Errors are a [*snapshot.QueryError] for a
// form that the answer does not have, or that is a file of its own, and those of w.
func Write(w io.Writer, f Format, d Document, s *snapshot.Snapshot) error {
	switch f {
	case JSON:
		return writeJSON(w, d.JSON)
	case CSV:
		return writeCSV(w, d)
	case GeoJSON:
		if d.Features == nil {
			return &snapshot.QueryError{Reason: "this answer has no geometry; ask for json, csv or table"}
		}
		return writeGeoJSON(w, d, s)
	case Table:
		return writeTable(w, d)
	case XLSX:
		return writeXLSX(w, d, "")
	case GPKG, SHP:
		return &snapshot.QueryError{Reason: fmt.Sprintf("format %s is a file of its own; name it with --out", f)}
	}
	return &snapshot.QueryError{Reason: fmt.Sprintf("format %q: it can be table, json, csv, geojson, gpkg, shp or xlsx", f)}
}

// writeTable aligns columns by display width: a Chinese character is two wide.
func writeTable(w io.Writer, d Document) error {
	lines := [][]string{d.Head}
	for cells := range d.Lines {
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = Legible(c)
		}
		lines = append(lines, line)
	}
	width := make([]int, len(d.Head))
	for _, l := range lines {
		for i, c := range l {
			width[i] = max(width[i], runewidth.StringWidth(c))
		}
	}
	for _, l := range lines {
		var b strings.Builder
		for i, c := range l {
			pad := strings.Repeat(" ", width[i]-runewidth.StringWidth(c))
			if i > 0 {
				b.WriteString("  ")
			}
			if numeric(c) {
				b.WriteString(pad + c)
			} else {
				b.WriteString(c + pad)
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	for _, f := range d.Foot {
		if _, err := fmt.Fprintln(w, Legible(f)); err != nil {
			return err
		}
	}
	return nil
}

func numeric(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.,-% ") == ""
}
