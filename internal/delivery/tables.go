package delivery

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// WriteFile writes a text file.
func WriteFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// CSVText is rows as CSV.
func CSVText(rows [][]any) string {
	out := ""
	for _, r := range rows {
		for i, v := range r {
			if i > 0 {
				out += ","
			}
			out += fmt.Sprint(v)
		}
		out += "\n"
	}
	return out
}

// Workbook writes rows to a sheet; dates as real date cells where asked for.
func Workbook(t *testing.T, path string, rows [][]any, dates bool) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "表"); err != nil {
		t.Fatal(err)
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for r, row := range rows {
		for c, v := range row {
			cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if s, ok := v.(string); ok && dates && r > 0 {
				if d, err := snapshot.ParseDate(s); err == nil && d != snapshot.NoDate {
					v = d.Time().Truncate(24 * time.Hour)
				}
			}
			if err := f.SetCellValue("表", cell, v); err != nil {
				t.Fatal(err)
			}
			if _, ok := v.(time.Time); ok {
				if err := f.SetCellStyle("表", cell, cell, style); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

// ZonesAndCells are a project of one layer of zones and one of cells, whose format is to be filled in.
const ZonesAndCells = "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.%s, id: gid}]\nrules: {quarantine_limit: 1}\n"
