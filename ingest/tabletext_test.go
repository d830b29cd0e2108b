package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// textShapes writes n shapes, for a table of as many rows.
func textShapes(t *testing.T, stem string, n int) {
	t.Helper()
	var shapes []shape
	for i := range n {
		lon := 120 + 0.01*float64(i)
		shapes = append(shapes, one(rect(lon, 30, lon+0.01, 30.01), "x"))
	}
	layerFile(t, stem+".shp", "EPSG:4490", []string{"x"}, shapes...)
}

// textTable puts a table of texts beside the shapes of [textShapes], its bytes as codec makes them; nil leaves UTF-8.
func textTable(t *testing.T, stem string, codec encoding.Encoding, ldid byte, cpg string, fields []string, rows [][]string) {
	t.Helper()
	raw := func(s string) []byte {
		if codec == nil {
			return []byte(s)
		}
		b, err := codec.NewEncoder().Bytes([]byte(s))
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		return b
	}
	const width = 30
	head := make([]byte, 32)
	head[0], head[1], head[2], head[3], head[29] = 3, 126, 10, 1, ldid
	head[4] = byte(len(rows))
	head[8], head[9] = byte(33+32*len(fields)), 0
	head[10] = byte(1 + width*len(fields))
	out := bytes.NewBuffer(head)
	for _, f := range fields {
		d := make([]byte, 32)
		copy(d[:10], raw(f))
		d[11], d[16] = 'C', width
		out.Write(d)
	}
	out.WriteByte(0x0d)
	for _, r := range rows {
		out.WriteByte(' ')
		for _, v := range r {
			b := raw(v)
			out.Write(append(b, bytes.Repeat([]byte{' '}, width-len(b))...))
		}
	}
	out.WriteByte(0x1a)
	if err := os.WriteFile(stem+".dbf", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(stem + ".cpg"); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if cpg != "" {
		save(t, stem+".cpg", cpg)
	}
}

var (
	inGB  = simplifiedchinese.GBK
	four  = [][]string{{"护林格A", "赵山"}, {"护林格B", "赵山"}, {"护林格C", "钱水"}, {"护林格D", "孙林"}}
	lone  = [][]string{{"安吉县", "青山"}}
	ascii = [][]string{{"A", "B"}, {"C", "D"}, {"E", "F"}}
)

// TestWordsAndTexts: what an LDID, a .cpg and the project file say, and what the bytes are. A table is read as it is, or refused
// with the encoding to declare; whatever is read is the text that was written.
func TestWordsAndTexts(t *testing.T) {
	dir, made := t.TempDir(), map[int]bool{}
	big5 := [][]string{{"護林格甲", "趙山"}, {"護林格乙", "錢水"}, {"護林格丙", "孫林"}}
	for i, c := range []struct {
		codec    encoding.Encoding
		ldid     byte
		cpg      string
		declared string
		rows     [][]string
		from     string // the report's; "" where it is refused
		says     string
	}{
		// UTF-8 under the word of somebody else
		{nil, 0x57, "", "", four, "", "`encoding: UTF-8`"},
		{nil, 0x03, "", "", four, "", "`encoding: UTF-8`"},
		{nil, 0x57, "", "", lone, "", "`encoding: UTF-8`"},
		{nil, 0x4d, "", "", four, "", "`encoding: UTF-8`"},
		{nil, 0x4d, "", "", lone, "", "`encoding: UTF-8`"},
		{nil, 0, "GBK", "", four, "", "`encoding: UTF-8`"},
		{nil, 0, "ISO-8859-1", "", four, "", "`encoding: UTF-8`"},
		{nil, 0, "", "936", four, "", "`encoding: UTF-8`"},
		{nil, 0x57, "", "UTF-8", four, "declared", ""},
		{nil, 0x57, "", "65001", lone, "declared", ""},
		{nil, 0, "", "", four, "nothing said", ""},
		{nil, 0, "UTF-8", "", four, ".cpg", ""},
		// GBK under the word of somebody else
		{inGB, 0, "", "", four, "", "`encoding: GBK`"},
		{inGB, 0, "", "", lone, "", "`encoding: GBK`"},
		{inGB, 0x57, "", "", four, "", "`encoding: GBK`"},
		{inGB, 0x57, "", "", lone, "", "`encoding: GBK`"},
		{inGB, 0x03, "", "", four, "", "`encoding: GBK`"},
		{inGB, 0, "UTF-8", "", four, "", "`encoding: GBK`"},
		{inGB, 0, "", "936", four, "declared", ""},
		{inGB, 0, "", "CP936", four, "declared", ""},
		{inGB, 0, "", "ANSI 936", four, "declared", ""},
		{inGB, 0, "", "gb2312", lone, "declared", ""},
		{inGB, 0, "936", "", four, ".cpg", ""},
		{inGB, 0x57, "GBK", "", four, ".cpg", ""},
		{inGB, 0x57, "ANSI 936", "", four, ".cpg", ""},
		{inGB, 0x4d, "", "", four, "LDID", ""},
		{inGB, 0x4d, "GB2312", "", four, "LDID", ""},
		// LDID against .cpg: the text decides
		{inGB, 0x4d, "UTF-8", "", four, "text", ""},
		{nil, 0x4d, "UTF-8", "", four, "text", ""},
		{inGB, 0x4d, "UTF-8", "", lone, "text", ""},
		{nil, 0x4d, "UTF-8", "", lone, "text", ""},
		{inGB, 0x03, "GBK", "", four, "text", ""},
		{nil, 0x03, "UTF-8", "", four, "text", ""},
		{inGB, 0x4d, "ISO-8859-1", "", four, "text", ""},
		{inGB, 0x4f, "GBK", "", four, "text", ""},
		{inGB, 0xc9, "GBK", "", four, "text", ""},
		{nil, 0x03, "GBK", "", four, "", "does not tell which is right"},
		{inGB, 0x4d, "UTF-8", "GBK", four, "declared", ""},
		{inGB, 0x4d, "UTF-8", "", ascii, "LDID", ""},
		// rare and traditional characters in GBK, which are no common ones
		{inGB, 0x57, "", "", [][]string{{"陳濤", "喆堃"}}, "", "`encoding: GBK`"},
		{inGB, 0x03, "", "", [][]string{{"護林網格", "陳濤"}, {"國有林場", "翀燊"}, {"雲林縣", "赟"}, {"水库", "洺"}}, "", "`encoding: GBK`"},
		{inGB, 0x4d, "UTF-8", "", [][]string{{"陳濤", "喆堃"}}, "text", ""},
		{inGB, 0x4d, "", "", [][]string{{"陳濤", "喆堃"}, {"護林網格", "陳濤"}, {"國有林場", "翀燊"}}, "LDID", ""},
		{inGB, 0x4f, "", "", four, "", "`encoding: GBK`"},
		{traditionalchinese.Big5, 0x4d, "", "", big5, "", "`encoding: Big5`"},
		// Western text under Western words
		{charmap.Windows1252, 0x57, "", "", [][]string{{"Forêt d'Åland", "Müller"}, {"Zürich", "Ñandú"}, {"café", "Ærø"}}, "nothing said", ""},
		{charmap.ISO8859_1, 0, "ISO-8859-1", "", [][]string{{"Forêt", "Müller"}}, ".cpg", ""},
		{charmap.ISO8859_1, 0, "ISO-8859-1", "", [][]string{{"Forêt d'Åland", "Müller"}}, ".cpg", ""},
		// Big5
		{traditionalchinese.Big5, 0x4f, "", "", big5, "LDID", ""},
		{traditionalchinese.Big5, 0, "", "950", big5, "declared", ""},
		{traditionalchinese.Big5, 0x4f, "UTF-8", "", big5, "text", ""},
	} {
		what := fmt.Sprintf("%d: LDID %#x, .cpg %q, declared %q, %s in %v", i, c.ldid, c.cpg, c.declared, c.rows[0], c.codec)
		stem := filepath.Join(dir, fmt.Sprint(len(c.rows)))
		if !made[len(c.rows)] {
			textShapes(t, stem, len(c.rows))
			made[len(c.rows)] = true
		}
		textTable(t, stem, c.codec, c.ldid, c.cpg, []string{"name", "ranger"}, c.rows)
		got, r, err := names(t, stem+".shp", c.declared)
		switch {
		case c.from == "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %q, %v", what, got, err)
		case c.from != "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.from != "":
			for k, row := range c.rows {
				if got[k] != row[0] {
					t.Errorf("%s: %q, want %q", what, got[k], row[0])
				}
			}
			if r.EncodingFrom != c.from {
				t.Errorf("%s: by %s (%s), want by %s", what, r.EncodingFrom, r.Encoding, c.from)
			}
		}
	}
}

// TestFieldNamesWithoutAWord: names of fields that are not found since they are in another encoding, and text of fields that
// nobody asks for, which refuses nothing.
func TestFieldNamesWithoutAWord(t *testing.T) {
	read := func(stem, declared, field string) error {
		p := project.New(filepath.Join(filepath.Dir(stem), "q.yaml"))
		l, err := (&source.Opener{Project: p, Report: &report.Report{}}).OpenAt("cells", project.Source{Path: "c.shp", Encoding: declared}, p.Resolve("c.shp"))
		if err == nil {
			err = l.Read(t.Context(), []string{field}, "", func([]source.Row) error { return nil })
		}
		return err
	}
	for _, c := range []struct {
		codec                 encoding.Encoding
		ldid                  byte
		declared, field, says string
	}{
		{inGB, 0, "", "网格编号", "`encoding: GBK`"},
		{inGB, 0x57, "", "网格编号", "`encoding: GBK`"},
		{inGB, 0, "UTF-8", "网格编号", "`encoding: GBK`"},
		{nil, 0x57, "", "网格", "`encoding: UTF-8`"},
		{nil, 0x4d, "", "网格", "`encoding: UTF-8`"},
		{inGB, 0, "936", "网格编号", ""},
		{nil, 0, "", "网格", ""},
	} {
		stem := filepath.Join(t.TempDir(), "c")
		textShapes(t, stem, len(ascii))
		name := strings.TrimSuffix(c.field, "编号")
		if c.codec != nil {
			name = c.field
		}
		textTable(t, stem, c.codec, c.ldid, "", []string{name, "护林"}, ascii)
		err := read(stem, c.declared, c.field)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	stem := filepath.Join(t.TempDir(), "c")
	textShapes(t, stem, 3)
	textTable(t, stem, nil, 0x57, "", []string{"gid", "note"}, [][]string{{"1", "护林格"}, {"2", "护林格"}, {"3", "护林格"}})
	if err := read(stem, "", "gid"); err != nil {
		t.Errorf("a field that is not read refuses the layer: %v", err)
	}
}

// TestCasesOfEncodings: the three shared cases.
func TestCasesOfEncodings(t *testing.T) {
	if s := taken(t, "cpg-against-ldid", "q.yaml").Snapshot; s.Cells.Ranger[0] != "赵山" {
		t.Errorf("ranger %q", s.Cells.Ranger[0])
	}
	for name, remedy := range map[string]string{"utf8-dbf-ansi-driver": "`encoding: UTF-8`", "gbk-without-a-word": "`encoding: GBK`"} {
		if _, err := oneCase(t, name, "q.yaml"); err == nil || !strings.Contains(err.Error(), remedy) || !strings.Contains(err.Error(), "cells.shp, layer cells") {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shared.Path(t, "cases", "gbk-without-a-word", "folder"))); err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(dir, "qingshan.yaml"))
	p, err := infer.WriteProject(context.Background(), dir)
	if err != nil || !strings.Contains(p.Text, `id: "网格编号", ranger: "护林员", encoding: GBK}`) {
		t.Errorf("%v\n%s", err, p.Text)
	}
}
