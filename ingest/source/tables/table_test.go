package tables

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
)

// plainCSV is what every way to write the same rows must read as: a cell has a comma, one a line end, one a quote.
const plainCSV = "id,name,post\nP1,\"甲,乙\",\"县\n林长\"\nP2,\"丙\"\"丁\",乡\n"

// TestLineEndsAndBlankRows: the rows of a table and their numbers, as a spreadsheet counts them, however lines end and
// whatever blank rows lie between.
func TestLineEndsAndBlankRows(t *testing.T) {
	cr := strings.ReplaceAll(plainCSV, "\n", "\r")
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(plainCSV, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		text   string
		second int64 // the number of the second person's row
	}{
		"LF":                     {plainCSV, 3},
		"CR LF":                  {strings.ReplaceAll(plainCSV, "\n", "\r\n"), 3},
		"CR":                     {cr, 3},
		"CR, no end at the last": {strings.TrimSuffix(cr, "\r"), 3},
		"CR and LF mixed":        {strings.Replace(plainCSV, "\n", "\r", 1), 3},
		"CR CR LF":               {strings.ReplaceAll(plainCSV, "\n", "\r\r\n"), 3},
		"UTF-16 with its mark":   {utf16, 3},
		"commas at the end":      {plainCSV + ",,\n,,\n , ,\u3000\n", 3},
		"blank lines at the end": {plainCSV + "\n\n\r\n", 3},
		"blank rows between":     {strings.Replace(plainCSV, "P2", "\n,,\nP2", 1), 5},
		"blank rows before":      {",,\n\n" + plainCSV, 5},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "p.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		tab, err := Read(path, project.TableSource{Path: "p.csv"}, []string{"id", "name"}, []string{"post"}, &report.Report{})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if len(tab.Rows) != 2 || tab.Report.Read != 2 {
			t.Errorf("%s: %d rows, %d read: %v", what, len(tab.Rows), tab.Report.Read, tab.Rows)
			continue
		}
		first, second := tab.Rows[0], tab.Rows[1]
		if tab.Get(first, "name") != "甲,乙" || strings.ReplaceAll(tab.Get(first, "post"), "\r", "\n") != "县\n林长" || tab.Get(second, "name") != `丙"丁` {
			t.Errorf("%s: %v", what, tab.Rows)
		}
		if second.Number != c.second || first.Number != c.second-1 && what != "blank rows between" {
			t.Errorf("%s: rows %d and %d, want %d for the second", what, first.Number, second.Number, c.second)
		}
	}
}

// TestTablesWithoutRows: text without rows is refused, whatever ate the lines.
func TestTablesWithoutRows(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("id,name\nP1,护林员赵山\nP2,护林员钱水\nP3,护林员孙林\n")
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ text, encoding, says string }{
		"only a head":            {"id,name\n", "", "no rows"},
		"a head and commas":      {"id,name\n,\n , \n", "", "no rows"},
		"lines end in U+0085":    {"id,name\u0085P1,甲\u0085", "", "no column"},
		"nothing":                {"", "", "empty"},
		"only commas":            {",,\n,,\n", "", "empty"},
		"UTF-16 without a mark":  {"i\x00d\x00,\x00n\x00a\x00m\x00e\x00\n\x00", "", "no column"},
		"GBK without a word":     {gbk, "", "encoding: GBK"},
		"UTF-8 declared as GBK":  {"id,name\nP1,护林员甲\nP2,护林员乙\nP3,护林员丙\n", "936", "its text is UTF-8"},
		"one name, declared GBK": {"id,name\nP1,林长\n", "GBK", "its text is UTF-8"},
		"mojibake of old":        {"id,name\nP1,ÇàÉ½\nP2,ÇàÉ½\nP3,ÇàÉ½\n", "", "export the table again"},
		"semicolons":             {"id;name\nP1;甲\n", "", "not separated by commas"},
		"tabs":                   {"id\tname\nP1\t甲\n", "", "not separated by commas"},
		"full-width commas":      {"id，name\nP1，甲\n", "", "not separated by commas"},
		"a workbook by content":  {"PK\x03\x04\xff", "", "a workbook"},
		"an old workbook":        {"\xd0\xcf\x11\xe0\xa1", "GBK", "a workbook"},
		"an encoding of no kind": {"id,name\nP1,甲\n", "937", "write UTF-8 or GBK"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "p.csv")
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		tab, err := Read(path, project.TableSource{Path: "p.csv", Encoding: c.encoding}, []string{"id", "name"}, nil, &report.Report{})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "p.csv") {
			t.Errorf("%s: %v, %v, want %q", what, tab, err, c.says)
		}
	}
	for _, name := range []string{"936", "CP936", "gb2312", "ANSI 936", "GB18030", "54936"} {
		rows, _, err := ReadCSV([]byte(gbk), project.TableSource{Path: "p.csv", Encoding: name})
		if err != nil || len(rows) != 4 || rows[1][1] != "护林员赵山" {
			t.Errorf("encoding %s: %q, %v", name, rows, err)
		}
	}
}

// TestCutOffTables: a table whose last row ends within is noted; rows that merely leave out columns, or lack the last line's end, are not.
func TestCutOffTables(t *testing.T) {
	for text, cut := range map[string]bool{
		"id,name,phone\nP1,甲,1\nP2,乙":     true,
		"id,name,phone\r\nP1,甲,1\r\nP2":   true,
		"id,name,phone\nP1,甲,1\nP2,乙\n":   false,
		"id,name,phone\nP1,甲,1\nP2,乙,2":   false,
		"id,name,phone\nP1,甲\nP2,乙,2\n":   false,
		"id,name,phone\rP1,甲,1\rP2,乙\r":   false,
		"id,name,phone\nP1,甲,1\nP2,乙\n\n": false,
	} {
		path, rep := filepath.Join(t.TempDir(), "t.csv"), &report.Report{}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		table, err := Read(path, project.TableSource{Path: "t.csv"}, []string{"id"}, nil, rep)
		if err != nil || len(table.Rows) != 2 {
			t.Errorf("%q: %v", text, err)
		}
		if notes := strings.Join(rep.Notes, "\n"); strings.Contains(notes, "cut off") != cut {
			t.Errorf("%q: it is noted %q", text, notes)
		}
	}
	if !isUnended([]byte("\xff\xfea\x00")) || isUnended([]byte("\xff\xfea\x00\n\x00")) || isUnended(nil) {
		t.Error("ends of lines in UTF-16")
	}
}
