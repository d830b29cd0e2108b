package delivery

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
)

// CopyFile copies a file.
func CopyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// NamesOf reads the county names of a shapefile.
func NamesOf(t *testing.T, path, encoding string) ([]string, *report.Source, error) {
	t.Helper()
	rep := &report.Report{}
	p := project.New(filepath.Join(filepath.Dir(path), "qingshan.yaml"))
	l, err := (&source.Opener{Project: p, Report: rep}).OpenAt("zones", project.Source{Path: filepath.Base(path), CRS: "EPSG:4490", Encoding: encoding}, p.Resolve(filepath.Base(path)))
	if err != nil {
		return nil, nil, err
	}
	var out []string
	err = l.Read(t.Context(), []string{"name"}, "", func(rows []source.Row) error {
		for _, r := range rows {
			out = append(out, r.Texts[0])
		}
		return nil
	})
	return out, l.Report, err
}

// WriteShapes writes n shapes, for a table of as many rows.
func WriteShapes(t *testing.T, stem string, n int) {
	t.Helper()
	var shapes []Shape
	for i := range n {
		lon := 120 + 0.01*float64(i)
		shapes = append(shapes, One(Rect(lon, 30, lon+0.01, 30.01), "x"))
	}
	LayerFile(t, stem+".shp", "EPSG:4490", []string{"x"}, shapes...)
}

// WriteTable puts a table of texts beside the shapes of [WriteShapes], its bytes as codec makes them; nil leaves UTF-8.
func WriteTable(t *testing.T, stem string, codec encoding.Encoding, ldid byte, cpg string, fields []string, rows [][]string) {
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
		WriteFile(t, stem+".cpg", cpg)
	}
}

// Texts of a table, and the codec of those that are Chinese.
var (
	InGB  = simplifiedchinese.GBK
	ASCII = [][]string{{"A", "B"}, {"C", "D"}, {"E", "F"}}
)
