package source_test

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// archiveOf packs files, each under a name of its own; names that are no UTF-8 stay as their bytes.
func archiveOf(t *testing.T, path string, files map[string]string) {
	t.Helper()
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := zip.NewWriter(out)
	for name, from := range files {
		in, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestArchives: the same cells in a folder, and packed as people pack them.
func TestArchives(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	half := delivery.Rect(500000, 3320000, 501000, 3322000)
	for name, id := range map[string]string{"cells.shp": "甲", "other.shp": "乙", "cells.gpkg": "甲"} {
		delivery.LayerFile(t, filepath.Join(dir, name), "EPSG:4549", []string{"gid"}, delivery.One(half, id))
	}
	delivery.LayerFile(t, filepath.Join(dir, "two.shp"), "EPSG:4549", []string{"gid"}, delivery.One(half, "1"), delivery.One(half, "2"))
	shapefile := func(stem, as string) map[string]string {
		out := map[string]string{}
		for _, ext := range []string{".shp", ".shx", ".dbf", ".prj", ".cpg"} {
			out[as+ext] = filepath.Join(dir, stem+ext)
		}
		return out
	}
	both := func(a, b map[string]string) map[string]string {
		for k, v := range b {
			a[k] = v
		}
		return a
	}
	gbk := func(s string) string {
		out, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	note := filepath.Join(dir, "z.gpkg") // stands for any file that is no vector file by its name
	yaml := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.zip, id: gid%s}]\n"
	for what, c := range map[string]struct {
		files map[string]string
		more  string
		says  string // "" where it is read
	}{
		"a shapefile":             {shapefile("cells", "cells"), "", ""},
		"in a folder":             {shapefile("cells", "安吉县/网格/cells"), "", ""},
		"with a name in GBK":      {shapefile("cells", gbk("网格数据/网格")), ", layer: 网格", ""},
		"with what macOS adds":    {both(shapefile("cells", "cells"), map[string]string{"__MACOSX/._cells.shp": note, "读我.txt": note}), "", ""},
		"a GeoPackage":            {map[string]string{"x/cells.gpkg": filepath.Join(dir, "cells.gpkg")}, "", ""},
		"one of two":              {both(shapefile("cells", "cells"), shapefile("other", "other")), ", layer: cells", ""},
		"two and no word":         {both(shapefile("cells", "cells"), shapefile("other", "other")), "", "say which with `layer:`"},
		"two of one name":         {both(shapefile("cells", "a/cells"), shapefile("other", "b/cells")), ", layer: cells", "two files called cells"},
		"none":                    {map[string]string{"读我.txt": note}, "", "no vector file"},
		"parts of two deliveries": {both(shapefile("cells", "cells"), map[string]string{"cells.dbf": filepath.Join(dir, "two.dbf")}), "", "the .shp has 1 shapes, the .dbf 2 rows"},
		"a broken file":           {map[string]string{"cells.gpkg": filepath.Join(dir, "cells.dbf")}, "", "no vector file that GDAL can read"},
	} {
		archiveOf(t, filepath.Join(dir, "c.zip"), c.files)
		text := fmt.Sprintf(yaml, c.more)
		r, err := delivery.Ingest(t, dir, text)
		switch {
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "c.zip") || strings.Contains(err.Error(), "zip-")):
			t.Errorf("%s: %v, want %q", what, err, c.says)
		case c.says == "" && err != nil:
			t.Errorf("%s: %v", what, err)
		case c.says == "":
			s := r.Snapshot
			if s.Cells.Len() != 1 || s.Cells.ID[0] != "甲" {
				t.Errorf("%s: cells %v", what, s.Cells.ID)
			}
			if in := s.Manifest.Inputs; len(in) != 2 || in[0].Path+in[1].Path != "c.zipz.gpkg" && in[0].Path+in[1].Path != "z.gpkgc.zip" {
				t.Errorf("%s: inputs %v", what, in)
			}
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "store", "snapshots", ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	delivery.WriteFile(t, filepath.Join(dir, "c.zip"), "Rar!")
	delivery.Refused(t, dir, fmt.Sprintf(yaml, ""), "c.zip", "no ZIP archive")
	os.Remove(filepath.Join(dir, "c.zip"))
	delivery.Refused(t, dir, fmt.Sprintf(yaml, ""), "c.zip", "no such file")
}

// TestInitLooksIntoArchives: a folder of packed files is surveyed like any other.
func TestInitLooksIntoArchives(t *testing.T) {
	from, dir := t.TempDir(), t.TempDir()
	delivery.LayerFile(t, filepath.Join(from, "网格.shp"), "EPSG:4549", []string{"gid", "ranger"}, delivery.One(delivery.Ground, "1", "赵山"))
	files := map[string]string{}
	for _, ext := range []string{".shp", ".shx", ".dbf", ".prj", ".cpg"} {
		files["网格"+ext] = filepath.Join(from, "网格"+ext)
	}
	archiveOf(t, filepath.Join(dir, "网格.zip"), files)
	delivery.WriteFile(t, filepath.Join(dir, "空.zip"), "")
	p, err := infer.WriteProject(t.Context(), dir)
	if err != nil || !strings.Contains(p.Text, `{path: "网格.zip", id: gid, ranger: ranger}`) || !strings.Contains(p.Text, "# 未使用 not used: 空.zip") {
		t.Errorf("%v\n%s", err, p.Text)
	}
}
