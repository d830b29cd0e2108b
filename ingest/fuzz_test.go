package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"gopkg.in/yaml.v3"

	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// FuzzParseProject: a project file is refused with a reason, or it is whole; written out and read again it says the same.
func FuzzParseProject(f *testing.F) {
	f.Add([]byte(""))
	f.Add([]byte("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n"))
	f.Add([]byte("name: 演示\nstore: ./s\ndate: 2026-10-01\ncrs: EPSG:4549\nzones:\n  - {path: a.shp, level: county, code: code, name: name, encoding: GBK, datum: GCJ-02, crs: EPSG:4490}\ncells:\n  - {path: b.shp, id: gid, ranger: r}\nparcels: [{path: p.shp, id: pid, class: 地类}]\nscenes:\n  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, band: 1, scale: 0.0001}\nrules:\n  change:\n    - {name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}\n"))
	f.Add([]byte("zones: &a [*a]\n"))
	f.Add([]byte("zones: [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\nrules: {quarantine_limit: .nan}\n"))
	f.Add([]byte("zones: [{path: z, level: village, code: c}]\ncells: [{path: c, id: i}]\nrules: {coverage: {min_area_m2: 1e999}}\n"))
	f.Add([]byte("zones: {a: 1}\nzones: {a: 1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := ParseProject("qingshan.yaml", text)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("refused without a reason")
			}
			return
		}
		out, err := yaml.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseProject("qingshan.yaml", out)
		if err != nil {
			t.Fatalf("refused when written out: %v\n%s", err, out)
		}
		if second, err := yaml.Marshal(again); err != nil || !bytes.Equal(out, second) {
			t.Fatalf("changed when written out: %v\n%s\n%s", err, out, second)
		}
		if notANumber.Match(out) {
			t.Fatalf("a number that is none was taken:\n%s", out)
		}
	})
}

var notANumber = regexp.MustCompile(`(?m)(?:[^a]|[^t]a): [-+]?\.(nan|inf)$`) // save for nodata

// FuzzReadCSV: a table is refused, or its rows hold text that was in it.
func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("\ufeffcode,name\n1,张三\n"), "")
	gbk, _ := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("代码,姓名\n1,张三\n"))
	f.Add(gbk, "GBK")
	f.Add(gbk, "")
	f.Add([]byte("a,\"b\nc\"\n\"\"\"\",x"), "UTF-8")
	f.Fuzz(func(t *testing.T, content []byte, encoding string) {
		rows, _, err := readCSV(content, TableSource{Path: "t.csv", Encoding: encoding})
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
		_, _ = readWorkbook(content, TableSource{Path: "t.xlsx", Sheet: sheet})
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
		_, _ = readWorkbook(out.Bytes(), TableSource{Path: "t.xlsx"})
	})
}

// FuzzTableEncoding: whatever a DBF's header and a .cpg hold, somebody's word about the encoding is named, by the order
// declared, LDID, .cpg, nothing.
func FuzzTableEncoding(f *testing.F) {
	head := make([]byte, 32)
	head[29] = 0x4d
	f.Add(head, []byte("GBK\n"), "")
	f.Add([]byte{}, []byte{}, "")
	f.Add(head[:29], []byte("\xff\xfe"), "")
	f.Add(make([]byte, 32), []byte(" UTF-8 "), "GBK")
	f.Fuzz(func(t *testing.T, dbf, cpg []byte, declared string) {
		stem := filepath.Join(t.TempDir(), "t")
		if err := errors.Join(os.WriteFile(stem+".dbf", dbf, 0o644), os.WriteFile(stem+".CPG", cpg, 0o644)); err != nil {
			t.Fatal(err)
		}
		name, from, err := tableEncoding(Source{Encoding: declared}, stem+".shp", gdalio.LayerInfo{Driver: "ESRI Shapefile"})
		want := "nothing said"
		switch {
		case declared != "":
			want = "declared"
		case len(dbf) > 29 && dbf[29] != 0 && dbf[29] != 0x57:
			want = "LDID"
		case strings.TrimSpace(string(cpg)) != "":
			want = ".cpg"
		}
		if err != nil || name == "" || from != want {
			t.Fatalf("%q by %q, want by %q, %v", name, from, want, err)
		}
	})
}

// FuzzScanGeoJSON: what passes for GeoJSON is JSON, and every feature is counted once.
func FuzzScanGeoJSON(f *testing.F) {
	box := `[[[0,0],[1,0],[1,1],[0,0]]]`
	for _, s := range []string{
		`{"type":"FeatureCollection","features":[]}`, `{"type":"FeatureCollection","features":[null]}`, `{"features":{},"type":"FeatureCollection"}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Polygon","coordinates":` + box + `}},{"type":"Feature","properties":null,"geometry":null}]}`,
		`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[` + box + `]}}`, `{"type":"MultiPolygon","coordinates":[[[30,20],[45,40],[10,40],[30,20]],` + box + `]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]},{"type":"GeometryCollection","geometries":[]}]}`, `{"type":"Polygon","coordinates":[]}`, "\ufeff{}", `[`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, _, err := scanGeoJSON(bytes.NewReader(text))
		if err != nil {
			return
		}
		if n < 0 || int(n) > len(text) {
			t.Fatalf("%d features in %q", n, text)
		}
		if at := bytes.LastIndexByte(text, '}'); !json.Valid(bytes.TrimPrefix(text[:at+1], []byte("\ufeff"))) && bytes.Count(text, []byte("}")) == 1 {
			t.Fatalf("%q is no JSON", text)
		}
	})
}

// FuzzPlausibleText: anything is looked at safely, and common Chinese in GBK that was read as Latin-1 is noticed.
func FuzzPlausibleText(f *testing.F) {
	for _, s := range []string{"青山村", "浙江省", "锟斤拷", "ÇàÉ½´å", "闈掑北鏉�", "水库", "\xff\xfe", "𠮷野"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := &plausibleText{}
		p.see(s)
		if p.gbk > p.beyondASCII || p.utf8 > p.beyondASCII {
			t.Fatalf("%q counts more often than it was seen", s)
		}
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil || !utf8.ValidString(s) || !chinese(s) {
			return
		}
		misread, _ := charmap.ISO8859_1.NewDecoder().String(gbk)
		wrong := &plausibleText{}
		if wrong.see(misread); wrong.gbk != 1 {
			t.Fatalf("%q read as Latin-1 (%q) is not noticed", s, misread)
		}
	})
}

// FuzzUnshift: the inverse of the shifted datums meets the forward formula within 0.1 mm everywhere in China, and moves
// nothing outside.
func FuzzUnshift(f *testing.F) {
	f.Add(120.0, 30.0)
	f.Add(73.5, 53.5)
	f.Add(0.0, 0.0)
	f.Add(137.8347, 55.8271)
	f.Fuzz(func(t *testing.T, lon, lat float64) {
		if !(lon > 73 && lon < 137 && lat > 1 && lat < 55) {
			return
		}
		for name, way := range map[string][2]func(float64, float64) (float64, float64){"GCJ-02": {toGCJ02, fromGCJ02}, "BD-09": {func(x, y float64) (float64, float64) { return toBD09(toGCJ02(x, y)) }, fromBD09}} {
			x, y := way[0](lon, lat)
			u, v := way[1](x, y)
			if d := math.Hypot(u-lon, v-lat); !(d < 1e-9) {
				t.Errorf("%s: %v %v comes back as %v %v", name, lon, lat, u, v)
			}
		}
	})
}
