package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/store"
)

// FuzzStore: whatever stands in the pointer and in a sealed manifest, the store serves the good snapshot or refuses with a
// reason; it neither panics nor opens a file outside its folder.
func FuzzStore(f *testing.F) {
	root := filepath.Join(f.TempDir(), "seed")
	seed := store.OpenDir(root)
	put(f, seed, "new", time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC))
	manifest, err := os.ReadFile(filepath.Join(root, "snapshots", "new", store.ManifestName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("new\n"), manifest)
	f.Add([]byte("../../new"), manifest)
	f.Add([]byte{}, []byte("null"))
	f.Add([]byte("new"), []byte(`{"schema":1,"snapshot":"new","files":[{"name":"../../current"}]}`))
	f.Add([]byte("new"), []byte(`{"schema":1,"snapshot":"new","files":[]}`))
	f.Add([]byte("new"), []byte(`{"schema":-1,"snapshot":"new","files":null,"created":"x"}`))
	f.Fuzz(func(t *testing.T, current, manifest []byte) {
		ctx := context.Background()
		root := filepath.Join(t.TempDir(), "store")
		d := store.OpenDir(root)
		put(t, d, "old", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
		put(t, d, "new", time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC))
		folder := filepath.Join(root, "snapshots", "new")
		for path, content := range map[string][]byte{
			filepath.Join(root, "current"):            current,
			filepath.Join(folder, store.ManifestName): manifest,
			filepath.Join(folder, "manifest.sha256"):  []byte(fmt.Sprintf("%x\n", sha256.Sum256(manifest))),
		} {
			if err := os.WriteFile(path, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := d.List(ctx); err != nil || len(list) != 2 {
			t.Fatalf("list: %v, %v", list, err)
		}
		s, _, err := store.GetCurrent(ctx, d)
		if err != nil {
			t.Fatalf("a good snapshot is there, and none is served: %v", err)
		}
		if id := s.Manifest.ID; id != "old" && id != "new" {
			t.Fatalf("%q is served", id)
		}
	})
}
