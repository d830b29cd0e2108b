package tables

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/ingest/project"
)

// FuzzReadCSV: a table is refused, or its rows hold text that was in it.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("\ufeffcode,name\n1,张三\n"), "")
	gbk, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("代码,姓名\n1,张三\n"))
	f.Add(gbk, "GBK")
	f.Add(gbk, "")
	f.Add([]byte("a,\"b\nc\"\n\"\"\"\",x"), "UTF-8")
	f.Fuzz(func(t *testing.T, content []byte, encoding string) {
		rows, _, err := ReadCSV(content, project.TableSource{Path: "t.csv", Encoding: encoding})
		if err != nil {
			return
		}
		size := 0
		for _, row := range rows {
			for _, cell := range row {
				size += len(cell)
				if strings.ContainsRune(cell, '\ufffd') && encoding != "" && !bytes.Contains(content, []byte("\ufffd")) {
					t.Fatalf("%q was read with replacement characters", content)
				}
			}
		}
		if size > 3*len(content) {
			t.Fatalf("%d bytes of text out of %d", size, len(content))
		}
	})
}

// FuzzReadWorkbook: whatever a file named .xlsx holds, it is refused or read.
func FuzzReadWorkbook(f *testing.F) {
	content := seedWorkbook()
	f.Add(content, "")
	f.Add(content, "Sheet2")
	f.Add(content[:len(content)/2], "")
	f.Add([]byte("PK\x03\x04"), "")
	f.Fuzz(func(t *testing.T, content []byte, sheet string) {
		_, _ = readWorkbook(content, project.TableSource{Path: "t.xlsx", Sheet: sheet})
	})
}

func seedWorkbook() []byte {
	book := excelize.NewFile()
	_ = book.SetSheetRow("Sheet1", "A1", &[]any{"代码", "上任", 3.5})
	style, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
	_ = book.SetCellValue("Sheet1", "B2", 46296)
	_ = book.SetCellStyle("Sheet1", "B2", "B2", style)
	var out bytes.Buffer
	_ = book.Write(&out)
	return out.Bytes()
}

// FuzzSheet: whatever the sheet, the styles and the shared texts of a sound archive hold, it is refused or read. Mutations
// of the archive itself hardly ever get so far.
func FuzzSheet(f *testing.F) {
	content := seedWorkbook()
	seed, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		f.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, file := range seed.File {
		in, err := file.Open()
		if err != nil {
			f.Fatal(err)
		}
		if parts[file.Name], err = io.ReadAll(in); err != nil {
			f.Fatal(err)
		}
	}
	const sheet, styles, texts = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
	f.Add(parts[sheet], parts[styles], parts[texts])
	f.Add([]byte(`<worksheet><sheetData><row r="9"><c r="XFD9" s="7"><v>1e9</v></c><c r="A1" t="s"><v>-1</v></c></row></sheetData></worksheet>`), parts[styles], []byte("<sst/>"))
	f.Add([]byte(`<worksheet><sheetData><row r="9"><c r="A1" t="s"><v>-1</v></c></row></sheetData></worksheet>`), parts[styles], []byte("]sst/>")) // excelize panics
	f.Fuzz(func(t *testing.T, sheetXML, stylesXML, textsXML []byte) {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for name, part := range parts {
			switch name {
			case sheet:
				part = sheetXML
			case styles:
				part = stylesXML
			case texts:
				part = textsXML
			}
			in, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := in.Write(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, _ = readWorkbook(out.Bytes(), project.TableSource{Path: "t.xlsx"})
	})
}
