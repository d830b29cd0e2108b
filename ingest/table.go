package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// table is a registry table with named columns.
type table struct {
	path   string
	head   map[string]int
	rows   []tableRow
	report *report.Source
}

// noColumn is the place of a column that the file does not have.
const noColumn = -1

// tableRow is a row with text, and its number in the file, where the first line is 1.
type tableRow struct {
	cells  []string
	number int64
}

// readTable reads a registry table; needed columns must be there, by our name or by the one the project file maps it to. Rows
// without text, as programs leave them between and behind others, are no rows; a table of nothing but them and its head is
// refused.
//
// path is the source's, resolved. What is read, and what looks cut off, is noted in the report. There is no table where the source names
// no file. Its error is a [*project.ConfigError] where columns are missing or twice there.
func readTable(path string, s project.TableSource, needed, optional []string, rep *report.Report) (*table, error) {
	if s.Path == "" {
		return nil, nil
	}
	sheet, err := readSheet(path, s)
	if err != nil {
		return nil, err
	}
	t := &table{path: s.Path, head: map[string]int{}, report: &report.Source{Kind: "registry", Path: s.Path, Encoding: sheet.encoding}}
	rep.Sources = append(rep.Sources, t.report)
	for i, row := range sheet.rows {
		if !slices.ContainsFunc(row, func(cell string) bool { return strings.TrimSpace(cell) != "" }) {
			continue
		}
		t.rows = append(t.rows, tableRow{row, int64(i + 1)})
	}
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("%s: it is empty; the first line must name the columns", s.Path)
	}
	head := t.rows[0].cells
	if last := t.rows[len(t.rows)-1]; sheet.unended && len(last.cells) < len(head) {
		rep.Note("%s, row %d: the last row has %d of %d columns, and its line has no end: the file may be cut off; deliver it whole", s.Path, last.number, len(last.cells), len(head))
	}
	t.rows = t.rows[1:]
	t.report.Read = len(t.rows)
	for i := range head {
		head[i] = strings.TrimSpace(head[i])
	}
	for _, name := range slices.Concat(needed, optional) {
		theirs := name
		if m := s.Columns[name]; m != "" {
			theirs = m
		}
		switch found := columnsNamed(head, theirs); {
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
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("%s: it names its columns but has no rows; deliver it with rows, or take it out of the project file", s.Path)
	}
	return t, nil
}

func (t *table) get(row tableRow, name string) string {
	if i := t.head[name]; i >= 0 && i < len(row.cells) {
		return strings.TrimSpace(row.cells[i])
	}
	return ""
}

// lost refuses a table with an id of which digits are missing.
func (t *table) lost(row tableRow, column, id string) error {
	return fmt.Errorf("%s, row %d, column %s: of the number %s only the first digits are there; format the column as text and enter it again", t.path, row.number, column, id)
}
