package source_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCaseOfDBFShorterThanSHP: the files are refused with both counts.
func TestCaseOfDBFShorterThanSHP(t *testing.T) {
	if _, err := delivery.Case(t, "dbf-shorter-than-shp", "q.yaml"); err == nil || !strings.Contains(err.Error(), "the .shp has 4 shapes, the .dbf 3 rows") {
		t.Error(err)
	}
}

// TestFilesOfOneShapefile: what becomes of a shapefile when one of its files is another delivery's, cut or edited.
func TestFilesOfOneShapefile(t *testing.T) {
	rows := func(n int, size float64) []delivery.Shape {
		var out []delivery.Shape
		for i := range n {
			x := 500000 + 100*float64(i)
			ring := delivery.Rect(x, 3320000, x+size, 3320000+size)
			if size > 60 { // another number of vertices, so that records have another length
				ring = []float64{x, 3320000, x + size, 3320000, x + size, 3320050, x + size, 3320000 + size, x, 3320000 + size, x, 3320000}
			}
			out = append(out, delivery.One(ring, fmt.Sprint(i)))
		}
		return out
	}
	// edit gives the folder of a shapefile of four squares, and one of others to take files from.
	type edit func(t *testing.T, stem, other string)
	take := func(ext string, n int, size float64) edit {
		return func(t *testing.T, stem, other string) {
			delivery.LayerFile(t, other+".shp", "EPSG:4549", []string{"gid"}, rows(n, size)...)
			delivery.CopyFile(t, other+ext, stem+ext)
		}
	}
	change := func(ext string, by func(b []byte) []byte) edit {
		return func(t *testing.T, stem, _ string) {
			b, err := os.ReadFile(stem + ext)
			if err == nil {
				err = os.WriteFile(stem+ext, by(b), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for what, c := range map[string]struct {
		edit edit
		says string // "" where it is read
	}{
		"as it was written":          {func(*testing.T, string, string) {}, ""},
		".dbf with a row too few":    {take(".dbf", 3, 50), "the .shp has 4 shapes, the .dbf 3 rows"},
		".dbf with a row too many":   {take(".dbf", 5, 50), "the .shp has 4 shapes, the .dbf 5 rows"},
		".dbf cut off":               {change(".dbf", func(b []byte) []byte { return b[:len(b)-30] }), "the .dbf is cut off"},
		".dbf without its end mark":  {change(".dbf", func(b []byte) []byte { return b[:len(b)-1] }), ""},
		".dbf whose head says fewer": {change(".dbf", func(b []byte) []byte { b[4] = 3; return b }), "the .shp has 4 shapes, the .dbf 3 rows"},
		".shx of a shape fewer":      {take(".shx", 3, 50), "the .shx does not belong to the .shp"},
		".shx of a shape more":       {take(".shx", 5, 50), "the .shx does not belong to the .shp"},
		".shx of other shapes":       {take(".shx", 4, 70), "the .shx does not belong to the .shp"},
		".shp of a shape more":       {take(".shp", 5, 50), "the .shx does not belong to the .shp"},
		".shp and .shx of one fewer": {func(t *testing.T, s, o string) {
			take(".shp", 3, 50)(t, s, o)
			delivery.CopyFile(t, o+".shx", s+".shx")
		}, "the .shp has 3 shapes, the .dbf 4 rows"},
		".shp cut off":                 {change(".shp", func(b []byte) []byte { return b[:len(b)-8] }), "the .shp is cut off after 3 shapes"},
		".shp cut off between records": {change(".shp", func(b []byte) []byte { return b[:len(b)-8-128] }), "the .shx does not belong to the .shp"},
		"no .shx":                      {func(t *testing.T, s, _ string) { os.Remove(s + ".shx") }, "its .shx is missing"},
		"zeros behind the .shp":        {change(".shp", func(b []byte) []byte { return append(b, make([]byte, 64)...) }), ""},
		".shx in another order": {change(".shx", func(b []byte) []byte {
			first, second := binary.BigEndian.Uint64(b[100:]), binary.BigEndian.Uint64(b[108:])
			binary.BigEndian.PutUint64(b[100:], second)
			binary.BigEndian.PutUint64(b[108:], first)
			return b
		}), "the .shx does not belong to the .shp"},
		".DBF in capitals": {func(t *testing.T, s, o string) {
			take(".dbf", 3, 50)(t, s, o)
			if err := os.Rename(s+".dbf", s+".DBF"); err != nil {
				t.Fatal(err)
			}
		}, "the .shp has 4 shapes, the .dbf 3 rows"},
	} {
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "c.shp"), "EPSG:4549", []string{"gid"}, rows(4, 50)...)
		c.edit(t, filepath.Join(dir, "c"), filepath.Join(dir, "other"))
		p := project.New(filepath.Join(dir, "q.yaml"))
		_, err := (&source.Opener{Project: p, Report: &report.Report{}}).OpenAt("cells", project.Source{Path: "c.shp"}, p.Resolve("c.shp"))
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), "c.shp: "+c.says)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestEditedInPlace: a program that makes a polygon longer leaves its old record behind; the file is whole.
func TestEditedInPlace(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "c.shp"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Rect(500000, 3320000, 500100, 3320100), "1"), delivery.One(delivery.Rect(500100, 3320000, 500200, 3320100), "2"))
	script := `
from osgeo import gdal, ogr
d = gdal.OpenEx("c.shp", gdal.OF_VECTOR | gdal.OF_UPDATE, open_options=["AUTO_REPACK=NO"]); l = d.GetLayer(0); f = l.GetFeature(0)
f.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON((500000 3320000,500050 3320000,500100 3320000,500100 3320100,500050 3320100,500000 3320100,500000 3320000))"))
l.SetFeature(f)
`
	cmd := exec.Command("/usr/bin/python3", "-c", script)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("python3-gdal is needed: %v\n%s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "c.shp"))
	if err != nil {
		t.Fatal(err)
	}
	records := 0
	for at := 100; at+8 <= len(b); at += 8 + 2*int(binary.BigEndian.Uint32(b[at+4:])) {
		records++
	}
	if records != 3 {
		t.Fatalf("%d records: nothing was left behind", records)
	}
	p := project.New(filepath.Join(dir, "q.yaml"))
	if _, err := (&source.Opener{Project: p, Report: &report.Report{}}).OpenAt("cells", project.Source{Path: "c.shp", CRS: "EPSG:4549"}, p.Resolve("c.shp")); err != nil {
		t.Error(err)
	}
}
