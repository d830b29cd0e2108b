package tables

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/ingest/identifier"
	"github.com/qingshan-gis/qingshan/ingest/project"
)

// readWorkbook reads a sheet's raw values; cells formatted as dates become ISO dates, whatever their format
// shows, and whole numbers their digits, however they are stored.
func readWorkbook(content []byte, s project.TableSource) (rows [][]string, err error) {
	defer func() { // excelize indexes some tables by what the file says
		if r := recover(); r != nil {
			rows, err = nil, fmt.Errorf("%s: it is no workbook that can be read (%v); save it again, or as CSV", s.Path, r)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, fmt.Errorf("%s: it is no workbook that can be read: %w", s.Path, err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	sheet := s.Sheet
	if sheet == "" {
		sheet = sheets[0]
	}
	if !slices.Contains(sheets, sheet) {
		return nil, project.Invalid("%s: no sheet %q; it has %s", s.Path, sheet, strings.Join(sheets, ", "))
	}
	if rows, err = f.GetRows(sheet); err != nil {
		return nil, fmt.Errorf("%s, sheet %s: %w", s.Path, sheet, err)
	}
	props, err := f.GetWorkbookProps()
	from1904 := err == nil && props.Date1904 != nil && *props.Date1904
	for r, row := range rows {
		for c, text := range row {
			serial, err := strconv.ParseFloat(text, 64)
			if err != nil {
				continue
			}
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				continue
			}
			format := formatOf(f, sheet, name)
			if serial >= 1 && serial <= 2958465 && format.isDate() {
				if t, err := excelize.ExcelDateToTime(serial, from1904); err == nil {
					row[c] = t.Format(time.DateOnly)
				}
				continue
			}
			if isNumber(f, sheet, name) {
				row[c] = identifier.NumberText(text, format.width())
			}
		}
	}
	return rows, nil
}

// isNumber tells whether a cell holds a number, not digits as text.
func isNumber(f *excelize.File, sheet, cell string) bool {
	kind, err := f.GetCellType(sheet, cell)
	return err == nil && (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber)
}

// numberFormat is how a cell shows its number.
type numberFormat struct {
	builtIn int
	custom  string
}

func formatOf(f *excelize.File, sheet, cell string) numberFormat {
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		return numberFormat{}
	}
	style, err := f.GetStyle(id)
	switch {
	case err != nil:
		return numberFormat{}
	case style.CustomNumFmt != nil:
		return numberFormat{custom: *style.CustomNumFmt}
	}
	return numberFormat{builtIn: style.NumFmt}
}

// isDate tells whether a number is shown as a date: by one of the built-in formats (ECMA-376 part 1, 18.8.30) or a custom one
// that names years.
func (n numberFormat) isDate() bool {
	if n.custom != "" {
		return strings.ContainsAny(strings.ToLower(n.custom), "y年")
	}
	b := n.builtIn
	return b >= 14 && b <= 17 || b == 22 || b >= 27 && b <= 36 || b >= 50 && b <= 58
}

// width is the least number of digits that a format such as 000000 shows.
func (n numberFormat) width() int {
	if strings.Trim(n.custom, "0") == "" {
		return len(n.custom)
	}
	return 0
}
