package live

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

// smallStore unpacks the small snapshot that the repository keeps into a store and makes it current.
func smallStore(t *testing.T) (d *store.Dir, pack string) {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-1", root)
	return store.OpenDir(root), filepath.Join(root, "snapshots", id, "snapshot.qspack")
}

// TestMendedSnapshotIsServed: a snapshot that was damaged when it was tried is told of once, and when it is sound again under the same
// id, this is noticed at the next look.
func TestMendedSnapshotIsServed(t *testing.T) {
	ctx := context.Background()
	d, pack := smallStore(t)
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
	h := NewHolder(d, data.Native{}, slog.New(slog.NewTextHandler(&log, nil)))
	for range 3 {
		if err := h.Refresh(ctx); err == nil || h.damage.Load() == nil || !strings.Contains(h.damage.Load().Text, "damaged") {
			t.Fatalf("a damaged snapshot was loaded: %v", err)
		}
	}
	if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
		t.Errorf("damage was logged %d times:\n%s", n, log.String())
	}
	if err := os.WriteFile(pack, good, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := h.Refresh(ctx); err != nil || h.current.Load() == nil || h.damage.Load() != nil {
		t.Errorf("the mended snapshot is not served: %v", err)
	}
}
