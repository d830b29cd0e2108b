package api

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/store"
)

// fixtureStore unpacks the small snapshot that the repository keeps into a store and makes it current.
func fixtureStore(t testing.TB) (d *store.Dir, pack string) {
	t.Helper()
	root := t.TempDir()
	archive, err := zip.OpenReader(filepath.Join("..", "cmd", "qingshan", "testdata", "schema-1", "snapshot.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var id string
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		id = filepath.Dir(f.Name)
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, "snapshots", f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "current"), []byte(id+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return store.OpenDir(root), filepath.Join(root, "snapshots", id, "snapshot.qspack")
}

// TestMendedSnapshotIsServed: a snapshot that was damaged when it was tried, and is sound again under the same id, is
// noticed without a restart.
func TestMendedSnapshotIsServed(t *testing.T) {
	ctx := context.Background()
	d, pack := fixtureStore(t)
	good, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	bad[len(bad)/2] ^= 1
	if err := os.WriteFile(pack, bad, 0o644); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h := &holder{store: d, log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := h.refresh(ctx); err == nil || h.damage.Load() == nil || !strings.Contains(*h.damage.Load(), "damaged") {
		t.Fatalf("a damaged snapshot was loaded: %v", err)
	}
	if err := os.WriteFile(pack, good, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := h.refresh(ctx); err != nil || h.current.Load() != nil {
		t.Errorf("it was looked at again at once: %v", err)
	}
	h.triedAt = h.triedAt.Add(-2 * retryDamaged)
	if err := h.refresh(ctx); err != nil || h.current.Load() == nil || h.damage.Load() != nil {
		t.Errorf("the mended snapshot is not served: %v", err)
	}
}
