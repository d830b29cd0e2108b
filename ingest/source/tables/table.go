package tables

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// Table is a registry table with named columns.
type Table struct {
	Path   string
	head   map[string]int
	Rows   []Row
	Report *report.Source
}

// noColumn is the place of a column that the file does not have.
const noColumn = -1

// Row is a row with text, and its number in the file, where the first line is 1.
type Row struct {
	cells  []string
	Number int64
}

// Read reads a registry table; needed columns must be there, by our name or by the one the project file maps it to. Rows
// without text, as programs leave them between and behind others, are no rows; a table of nothing but them and its head is
// refused.
//
// path is the source's, resolved. What is read, and what looks cut off, is noted in the report. There is no table where the source names
// no file. Its error is a [*project.ConfigError] where columns are missing or twice there.
func Read(path string, s project.TableSource, needed, optional []string, rep *report.Report) (*Table, error) {
	if s.Path == "" {
		return nil, nil
	}
	sheet, err := readSheet(path, s)
	if err != nil {
		return nil, err
	}
	t := &Table{Path: s.Path, head: map[string]int{}, Report: &report.Source{Kind: "registry", Path: s.Path, Encoding: sheet.encoding}}
	rep.Sources = append(rep.Sources, t.Report)
	for i, row := range sheet.rows {
		if !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue
		}
		t.Rows = append(t.Rows, Row{row, int64(i + 1)})
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Errorf("%s: it is empty; the first line must name the columns", s.Path)
	}
	head := t.Rows[0].cells
	if last := t.Rows[len(t.Rows)-1]; sheet.unended && len(last.cells) < len(head) {
		rep.Note("%s, row %d: the last row has %d of %d columns, and its line has no end: the file may be cut off; deliver it whole", s.Path, last.Number, len(last.cells), len(head))
	}
	t.Rows = t.Rows[1:]
	t.Report.Read = len(t.Rows)
	for i := range head {
		head[i] = strings.TrimSpace(head[i])
	}
	for _, name := range slices.Concat(needed, optional) {
		theirs := name
		if m := s.Columns[name]; m != "" {
			theirs = m
		}
		switch found := ColumnsNamed(head, theirs); {
		case len(found) == 1:
			t.head[name] = found[0]
		case len(found) > 1:
			return nil, project.Invalid("%s: %d columns are called %q; rename all but one", s.Path, len(found), theirs)
		case len(head) == 1 && strings.ContainsAny(head[0], ";\t，；|"):
			return nil, fmt.Errorf("%s: its columns are not separated by commas (%s); save it as CSV with commas, or as .xlsx", s.Path, head[0])
		case slices.Contains(needed, name) || s.Columns[name] != "":
			return nil, project.Invalid("%s: no column %q; it has %s; map it with `columns: {%s: …}`", s.Path, theirs, strings.Join(head, ", "), name)
		default:
			t.head[name] = noColumn
		}
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Errorf("%s: it names its columns but has no rows; deliver it with rows, or take it out of the project file", s.Path)
	}
	return t, nil
}

// Get is a row's text in a column, by our name for it, without space around it; "" where the file has no such column.
func (t *Table) Get(row Row, name string) string {
	if i := t.head[name]; i >= 0 && i < len(row.cells) {
		return strings.TrimSpace(row.cells[i])
	}
	return ""
}

// LostDigits refuses a table with an id of which digits are missing.
func (t *Table) LostDigits(row Row, column, id string) error {
	return fmt.Errorf("%s, row %d, column %s: of the number %s only the first digits are there; format the column as text and enter it again", t.Path, row.Number, column, id)
}
