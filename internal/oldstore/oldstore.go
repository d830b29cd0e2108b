// Package oldstore gives tests the snapshots that older versions of the program wrote.
package oldstore

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
)

// Files are the contents of the snapshot of a version, such as schema-1, by name; id is the snapshot's.
func Files(t testing.TB, version string) (id string, files map[string][]byte) {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(shared.ModuleRoot(t), "cmd", "qingshan", "testdata", version, "snapshot.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	files = map[string][]byte{}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[filepath.Base(f.Name)], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		id = filepath.Dir(f.Name)
	}
	return id, files
}

// Write puts the snapshot of a version into a store's folder and makes it current.
func Write(t testing.TB, version, store string) (id string) {
	t.Helper()
	id, files := Files(t, version)
	folder := filepath.Join(store, "snapshots", id)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(store, "current"), []byte(id+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return id
}
