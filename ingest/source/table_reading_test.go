package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/internal/shared"
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
		{delivery.InGB, 0, "", "", four, "", "`encoding: GBK`"},
		{delivery.InGB, 0, "", "", lone, "", "`encoding: GBK`"},
		{delivery.InGB, 0x57, "", "", four, "", "`encoding: GBK`"},
		{delivery.InGB, 0x57, "", "", lone, "", "`encoding: GBK`"},
		{delivery.InGB, 0x03, "", "", four, "", "`encoding: GBK`"},
		{delivery.InGB, 0, "UTF-8", "", four, "", "`encoding: GBK`"},
		{delivery.InGB, 0, "", "936", four, "declared", ""},
		{delivery.InGB, 0, "", "CP936", four, "declared", ""},
		{delivery.InGB, 0, "", "ANSI 936", four, "declared", ""},
		{delivery.InGB, 0, "", "gb2312", lone, "declared", ""},
		{delivery.InGB, 0, "936", "", four, ".cpg", ""},
		{delivery.InGB, 0x57, "GBK", "", four, ".cpg", ""},
		{delivery.InGB, 0x57, "ANSI 936", "", four, ".cpg", ""},
		{delivery.InGB, 0x4d, "", "", four, "LDID", ""},
		{delivery.InGB, 0x4d, "GB2312", "", four, "LDID", ""},
		// LDID against .cpg: the text decides
		{delivery.InGB, 0x4d, "UTF-8", "", four, "text", ""},
		{nil, 0x4d, "UTF-8", "", four, "text", ""},
		{delivery.InGB, 0x4d, "UTF-8", "", lone, "text", ""},
		{nil, 0x4d, "UTF-8", "", lone, "text", ""},
		{delivery.InGB, 0x03, "GBK", "", four, "text", ""},
		{nil, 0x03, "UTF-8", "", four, "text", ""},
		{delivery.InGB, 0x4d, "ISO-8859-1", "", four, "text", ""},
		{delivery.InGB, 0x4f, "GBK", "", four, "text", ""},
		{delivery.InGB, 0xc9, "GBK", "", four, "text", ""},
		{nil, 0x03, "GBK", "", four, "", "does not tell which is right"},
		{delivery.InGB, 0x4d, "UTF-8", "GBK", four, "declared", ""},
		{delivery.InGB, 0x4d, "UTF-8", "", delivery.ASCII, "LDID", ""},
		// rare and traditional characters in GBK, which are no common ones
		{delivery.InGB, 0x57, "", "", [][]string{{"陳濤", "喆堃"}}, "", "`encoding: GBK`"},
		{delivery.InGB, 0x03, "", "", [][]string{{"護林網格", "陳濤"}, {"國有林場", "翀燊"}, {"雲林縣", "赟"}, {"水库", "洺"}}, "", "`encoding: GBK`"},
		{delivery.InGB, 0x4d, "UTF-8", "", [][]string{{"陳濤", "喆堃"}}, "text", ""},
		{delivery.InGB, 0x4d, "", "", [][]string{{"陳濤", "喆堃"}, {"護林網格", "陳濤"}, {"國有林場", "翀燊"}}, "LDID", ""},
		{delivery.InGB, 0x4f, "", "", four, "", "`encoding: GBK`"},
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
			delivery.WriteShapes(t, stem, len(c.rows))
			made[len(c.rows)] = true
		}
		delivery.WriteTable(t, stem, c.codec, c.ldid, c.cpg, []string{"name", "ranger"}, c.rows)
		got, r, err := delivery.NamesOf(t, stem+".shp", c.declared)
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
		{delivery.InGB, 0, "", "网格编号", "`encoding: GBK`"},
		{delivery.InGB, 0x57, "", "网格编号", "`encoding: GBK`"},
		{delivery.InGB, 0, "UTF-8", "网格编号", "`encoding: GBK`"},
		{nil, 0x57, "", "网格", "`encoding: UTF-8`"},
		{nil, 0x4d, "", "网格", "`encoding: UTF-8`"},
		{delivery.InGB, 0, "936", "网格编号", ""},
		{nil, 0, "", "网格", ""},
	} {
		stem := filepath.Join(t.TempDir(), "c")
		delivery.WriteShapes(t, stem, len(delivery.ASCII))
		name := strings.TrimSuffix(c.field, "编号")
		if c.codec != nil {
			name = c.field
		}
		delivery.WriteTable(t, stem, c.codec, c.ldid, "", []string{name, "护林"}, delivery.ASCII)
		err := read(stem, c.declared, c.field)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	stem := filepath.Join(t.TempDir(), "c")
	delivery.WriteShapes(t, stem, 3)
	delivery.WriteTable(t, stem, nil, 0x57, "", []string{"gid", "note"}, [][]string{{"1", "护林格"}, {"2", "护林格"}, {"3", "护林格"}})
	if err := read(stem, "", "gid"); err != nil {
		t.Errorf("a field that is not read refuses the layer: %v", err)
	}
}

// TestCasesOfEncodings: the three shared cases.
func TestCasesOfEncodings(t *testing.T) {
	if s := delivery.TakenCase(t, "cpg-against-ldid", "q.yaml").Snapshot; s.Cells.Ranger[0] != "赵山" {
		t.Errorf("ranger %q", s.Cells.Ranger[0])
	}
	for name, remedy := range map[string]string{"utf8-dbf-ansi-driver": "`encoding: UTF-8`", "gbk-without-a-word": "`encoding: GBK`"} {
		if _, err := delivery.Case(t, name, "q.yaml"); err == nil || !strings.Contains(err.Error(), remedy) || !strings.Contains(err.Error(), "cells.shp, layer cells") {
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

var (
	four = [][]string{{"护林格A", "赵山"}, {"护林格B", "赵山"}, {"护林格C", "钱水"}, {"护林格D", "孙林"}}
	lone = [][]string{{"安吉县", "青山"}}
)
