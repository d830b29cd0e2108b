package report_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/report"
)

// TestQuarantineTableIsMarked: the table that officers open in Excel begins with a byte order mark.
func TestQuarantineTableIsMarked(t *testing.T) {
	dir := t.TempDir()
	r := &report.Report{Quarantine: []report.Remark{{File: "村.shp", Layer: "村", Row: 3, ID: "乙", Reason: report.NullGeometry, Detail: "没有图形"}}}
	if err := r.Write(dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, report.QuarantineName))
	if err != nil {
		t.Fatal(err)
	}
	rest, marked := strings.CutPrefix(string(text), "\xef\xbb\xbf")
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil || !marked || len(rows) != 2 || rows[0][0] != "outcome" || rows[1][1] != "村.shp" {
		t.Errorf("marked %v, %q, %v", marked, rows, err)
	}
}
