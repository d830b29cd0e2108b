package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// readWorkbook reads a sheet's raw values; cells formatted as dates become ISO dates, whatever their format shows.
func readWorkbook(content []byte, s TableSource) (rows [][]string, err error) {
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
		return nil, configf("%s: no sheet %q; it has %s", s.Path, sheet, strings.Join(sheets, ", "))
	}
	if rows, err = f.GetRows(sheet); err != nil {
		return nil, fmt.Errorf("%s, sheet %s: %w", s.Path, sheet, err)
	}
	props, err := f.GetWorkbookProps()
	from1904 := err == nil && props.Date1904 != nil && *props.Date1904
	for r, row := range rows {
		for c, text := range row {
			serial, err := strconv.ParseFloat(text, 64)
			if err != nil || serial < 1 || serial > 2958465 {
				continue
			}
			name, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil || !isDateCell(f, sheet, name) {
				continue
			}
			if t, err := excelize.ExcelDateToTime(serial, from1904); err == nil {
				row[c] = t.Format(time.DateOnly)
			}
		}
	}
	return rows, nil
}

// isDateCell tells whether a number is shown as a date: by one of the built-in formats (ECMA-376 part 1, 18.8.30) or a
// custom one that names years.
func isDateCell(f *excelize.File, sheet, cell string) bool {
	id, err := f.GetCellStyle(sheet, cell)
	if err != nil {
		return false
	}
	style, err := f.GetStyle(id)
	if err != nil {
		return false
	}
	if style.CustomNumFmt != nil {
		return strings.ContainsAny(strings.ToLower(*style.CustomNumFmt), "y年")
	}
	n := style.NumFmt
	return n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58
}
