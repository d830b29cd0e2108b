package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

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
		name, from, err := tableEncoding(project.Source{Encoding: declared}, stem+".shp", gdal.LayerInfo{Driver: "ESRI Shapefile"})
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

// TestTablesThatCannotBeLookedAt: a table whose files cannot be looked at is not one that says nothing about its encoding. A name that is
// longer than the file system allows fails otherwise than by being missing.
func TestTablesThatCannotBeLookedAt(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, strings.Repeat("a", 300)+".shp")
	if text, err := cpgText(path); err == nil {
		t.Errorf(".cpg says %q", text)
	}
	if _, err := byteAt(path, 29); err == nil {
		t.Error("a byte of it")
	}
	if err := os.WriteFile(filepath.Join(dir, "short.dbf"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if b, err := byteAt(filepath.Join(dir, "short.dbf"), 29); b != 0 || err != nil {
		t.Errorf("a byte behind its end: %d, %v", b, err)
	}
}
