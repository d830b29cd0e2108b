package source_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// counties puts the real GBK table of one kind beside the one geometry that serves all three.
func counties(t *testing.T, kind string) string {
	t.Helper()
	dir := t.TempDir()
	from := shared.Path(t, "data", "zhejiang_counties_gbk")
	for _, ext := range []string{".shp", ".shx"} {
		delivery.CopyFile(t, filepath.Join(from, "gbk_cpg", "zhejiang_county_gbk"+ext), filepath.Join(dir, "c"+ext))
	}
	delivery.CopyFile(t, filepath.Join(from, kind, "zhejiang_county_gbk.dbf"), filepath.Join(dir, "c.dbf"))
	if kind == "gbk_cpg" {
		delivery.CopyFile(t, filepath.Join(from, kind, "zhejiang_county_gbk.cpg"), filepath.Join(dir, "c.cpg"))
	}
	return dir
}

func TestEncodingsOfRealTables(t *testing.T) {
	const hard = "景宁畲族自治县"
	for _, c := range []struct{ kind, declared, name, from string }{
		{"gbk_cpg", "", "GBK", ".cpg"},
		{"gbk_ldid", "", "GBK", "LDID"},
		{"gbk_bare", "GBK", "GBK", "declared"},
		{"gbk_ldid", "GB18030", "GB18030", "declared"},
	} {
		got, r, err := delivery.NamesOf(t, filepath.Join(counties(t, c.kind), "c.shp"), c.declared)
		if err != nil || len(got) != 90 || !slices.Contains(got, hard) {
			t.Errorf("%s declared %q: %d names, %v", c.kind, c.declared, len(got), err)
			continue
		}
		if r.EncodingFrom != c.from {
			t.Errorf("%s: decided by %s (%s), want %s", c.kind, r.EncodingFrom, r.Encoding, c.from)
		}
	}
	utf8 := shared.Path(t, "data", "zhejiang_counties", "zhejiang_district.shp")
	if got, r, err := delivery.NamesOf(t, utf8, ""); err != nil || !slices.Contains(got, hard) || r.EncodingFrom != "nothing said" {
		t.Errorf("UTF-8: %v %+v", err, r)
	}
	for what, c := range map[string]struct{ path, declared, cpg, remedy string }{
		"bare GBK":         {filepath.Join(counties(t, "gbk_bare"), "c.shp"), "", "", "`encoding: GBK`"},
		"GBK as UTF-8":     {filepath.Join(counties(t, "gbk_bare"), "c.shp"), "UTF-8", "", "`encoding: GBK`"},
		"GBK as Latin-1":   {filepath.Join(counties(t, "gbk_bare"), "c.shp"), "", "ISO-8859-1", "`encoding: GBK`"},
		"UTF-8 as GBK":     {utf8, "GBK", "", "`encoding: "},
		"GBK said to be 0": {filepath.Join(counties(t, "gbk_bare"), "c.shp"), "ISO-8859-1", "", "`encoding: GBK`"},
	} {
		if c.cpg != "" {
			if err := os.WriteFile(filepath.Join(filepath.Dir(c.path), "c.cpg"), []byte(c.cpg), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, _, err := delivery.NamesOf(t, c.path, c.declared); err == nil {
			t.Errorf("%s was taken: %q", what, got[:3])
		} else if !bytes.Contains([]byte(err.Error()), []byte(c.remedy)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestFieldNamesOfFiveCharacters: ten bytes of GBK hold five Chinese characters.
func TestFieldNamesOfFiveCharacters(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.shp"), "EPSG:4549", []string{"x"}, delivery.One(delivery.Ground, "1"))
	os.Remove(filepath.Join(dir, "z.cpg"))
	writeDBF(t, filepath.Join(dir, "z.dbf"), 0x4d, []string{"责任区代码", "责任区名称"}, [][]string{{"330523001", "畲乡一号责任区"}})
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	r := delivery.Taken(t, dir, `zones: [{path: z.shp, level: village, code: 责任区代码, name: 责任区名称}]
cells: [{path: c.gpkg, id: gid}]
`)
	if z := r.Snapshot.Zones; z.Code[0] != "330523001" || z.Name[0] != "畲乡一号责任区" {
		t.Errorf("%v %v", z.Code, z.Name)
	}
}

// writeDBF writes a dBASE III table of texts in GBK.
func writeDBF(t *testing.T, path string, ldid byte, fields []string, rows [][]string) {
	t.Helper()
	const width = 40
	gbk := func(s string, n int) []byte {
		b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
		if err != nil || len(b) > n {
			t.Fatalf("%q: %v", s, err)
		}
		return b
	}
	head := make([]byte, 32)
	head[0], head[1], head[2], head[3], head[29] = 3, 126, 10, 1, ldid
	binary.LittleEndian.PutUint32(head[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(head[8:], uint16(32+32*len(fields)+1))
	binary.LittleEndian.PutUint16(head[10:], uint16(1+width*len(fields)))
	out := bytes.NewBuffer(head)
	for _, f := range fields {
		d := make([]byte, 32)
		copy(d, gbk(f, 10))
		d[11], d[16] = 'C', width
		out.Write(d)
	}
	out.WriteByte(0x0d)
	for _, r := range rows {
		out.WriteByte(' ')
		for _, v := range r {
			b := gbk(v, width)
			out.Write(b)
			out.Write(bytes.Repeat([]byte{' '}, width-len(b)))
		}
	}
	out.WriteByte(0x1a)
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
