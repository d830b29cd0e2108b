package store_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// put publishes an empty snapshot.
func put(t testing.TB, d *store.Dir, id snapshot.ID, created time.Time) {
	t.Helper()
	putAfter(t, d, id, "", created)
}

// putAfter publishes an empty snapshot that was made while another one was current.
func putAfter(t testing.TB, d *store.Dir, id, previous snapshot.ID, created time.Time) {
	t.Helper()
	err := d.Put(context.Background(), id, func(dir string) error {
		s := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: id, Created: created, Previous: previous})
		f, err := os.Create(filepath.Join(dir, snapshot.ColumnsName))
		if err != nil {
			return err
		}
		if err := errors.Join(s.WritePack(f), f.Close()); err != nil {
			return err
		}
		return store.Seal(context.Background(), dir, &s.Manifest)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPutGetCurrent(t *testing.T) {
	ctx := context.Background()
	d := store.OpenDir(filepath.Join(t.TempDir(), "store"))
	if _, err := d.Current(ctx); !errors.Is(err, store.ErrNoCurrent) {
		t.Errorf("an empty store: %v", err)
	}
	unlock, err := d.Lock(false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Lock(false); !errors.Is(err, store.ErrBusy) {
		t.Errorf("a second lock: %v", err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	put(t, d, "a", now)
	put(t, d, "b", now.Add(time.Second))
	if err := d.SetCurrent(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown snapshot as current: %v", err)
	}
	if err := d.SetCurrent(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	unlock()
	if s, err := d.Get(ctx, "b"); err != nil || s.Manifest.ID != "b" {
		t.Errorf("get: %v", err)
	}
	list, err := d.List(ctx)
	if err != nil || len(list) != 2 || list[0].ID != "b" {
		t.Errorf("list: %v %v", list, err)
	}
	if err := d.Delete(ctx, "b"); err == nil {
		t.Error("the current snapshot was deleted")
	}
	if err := d.Delete(ctx, "a"); err != nil {
		t.Error(err)
	}
	if _, err := d.Get(ctx, "../b"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a path as id: %v", err)
	}
}

func TestFailedPutLeavesNothing(t *testing.T) {
	root := filepath.Join(t.TempDir(), "store")
	d := store.OpenDir(root)
	broken := errors.New("no space left")
	if err := d.Put(context.Background(), "a", func(dir string) error {
		_ = os.WriteFile(filepath.Join(dir, "half"), []byte("x"), 0o644)
		return broken
	}); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(filepath.Join(root, "snapshots")); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
	// What a killed ingest leaves is swept by the next one.
	if err := os.MkdirAll(filepath.Join(root, "snapshots", ".pending-1"), 0o755); err != nil {
		t.Fatal(err)
	}
	unlock, err := d.Lock(true)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if entries, _ := os.ReadDir(filepath.Join(root, "snapshots")); len(entries) != 0 {
		t.Errorf("not swept: %v", entries)
	}
}

func TestEveryFlippedByteIsNoticed(t *testing.T) {
	ctx := context.Background()
	root := filepath.Join(t.TempDir(), "store")
	d := store.OpenDir(root)
	now := time.Now().UTC()
	put(t, d, "old", now)
	put(t, d, "new", now.Add(time.Hour))
	if err := d.SetCurrent(ctx, "new"); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "snapshots", "new")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		content, _ := os.ReadFile(path)
		for _, at := range []int{0, len(content) / 2, len(content) - 2, len(content) - 1} {
			bad := append([]byte(nil), content...)
			bad[at] ^= 4
			if err := os.WriteFile(path, bad, 0o644); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Get(ctx, "new"); err == nil {
				t.Errorf("byte %d of %s was flipped, and nobody noticed", at, e.Name())
			}
			s, damage, err := store.GetCurrent(ctx, d)
			if err != nil || damage == nil || s.Manifest.ID != "old" {
				t.Errorf("%s damaged: %v, %v", e.Name(), damage, err)
			}
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if s, damage, err := store.GetCurrent(ctx, d); err != nil || damage != nil || s.Manifest.ID != "new" {
		t.Errorf("mended: %v, %v", damage, err)
	}
}

// TestDamagedPointer: whatever stands in current, the newest good snapshot is found and the damage is told; an empty or cut
// pointer is no reason to serve nothing.
func TestDamagedPointer(t *testing.T) {
	ctx := context.Background()
	root := filepath.Join(t.TempDir(), "store")
	d := store.OpenDir(root)
	now := time.Now().UTC()
	put(t, d, "old", now)
	put(t, d, "new", now.Add(time.Hour))
	for _, text := range []string{"", "\n", "nev\n", "ne", "../new", "old/../new", "new\x00", string(make([]byte, 5000))} {
		if err := os.WriteFile(filepath.Join(root, "current"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		s, damage, err := store.GetCurrent(ctx, d)
		if err != nil || damage == nil || s.Manifest.ID != "new" {
			t.Errorf("%.20q: %v, %v", text, damage, err)
		}
	}
}

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
