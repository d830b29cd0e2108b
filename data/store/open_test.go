package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// putWith publishes an empty snapshot with more files.
func putWith(t testing.TB, d *store.Dir, id snapshot.ID, created time.Time, more ...string) {
	t.Helper()
	err := d.Put(context.Background(), id, func(dir string) error {
		s := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: id, Created: created})
		f, err := os.Create(filepath.Join(dir, snapshot.ColumnsName))
		if err != nil {
			return err
		}
		err = errors.Join(s.WritePack(f), f.Close())
		for _, name := range more {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), []byte("what stands in "+name), 0o644))
		}
		return errors.Join(err, store.Seal(context.Background(), dir, &s.Manifest))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// instead are the things that can lie where a file should.
var instead = map[string]func(path string) error{
	"a folder": func(path string) error { return os.Mkdir(path, 0o755) },
	"a FIFO":   func(path string) error { return syscall.Mkfifo(path, 0o644) },
	"nothing":  func(string) error { return nil },
	"a loop":   func(path string) error { return os.Symlink(filepath.Base(path), path) },
	"other bytes": func(path string) error {
		return os.WriteFile(path, []byte("something else"), 0o644)
	},
	"a device": func(path string) error { return os.Symlink("/dev/zero", path) },
}

// TestPartsMayBeMissing: whatever lies in a file's place, it is told which one it is and that no file's path is named; where it is
// neither manifest nor columns the snapshot opens without it, and is not whole.
func TestPartsMayBeMissing(t *testing.T) {
	ctx := context.Background()
	parts := map[string]store.Kind{"mercator.tiles": store.KindTiles, "scene-1" + snapshot.RasterExt: store.KindScene, snapshot.GeoPackageName: store.KindGeoPackage, "report.json": store.KindReport,
		snapshot.ColumnsName: store.KindColumns, "manifest.json": store.KindManifest, "manifest.sha256": store.KindManifest}
	root := t.TempDir()
	d := store.OpenDir(root)
	putWith(t, d, "a", time.Now().UTC(), "mercator.tiles", "scene-1"+snapshot.RasterExt, snapshot.GeoPackageName, "report.json")
	for name, kind := range parts {
		path := filepath.Join(root, "snapshots", "a", name)
		good, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for what, put := range instead {
			before, err := d.Look("a")
			if err := errors.Join(err, os.Remove(path), put(path)); err != nil {
				t.Fatal(err)
			}
			if now, err := d.Look("a"); err != nil || now[name] == before[name] {
				t.Errorf("%s in place of %s is not seen: %v", what, name, err)
			}
			o, err := d.Open(ctx, "a")
			essential := kind == store.KindColumns || kind == store.KindManifest
			var damage *store.Damage
			switch {
			case essential && (!errors.As(err, &damage) || damage.Kind != kind):
				t.Errorf("%s in place of %s: %v", what, name, err)
			case !essential && (err != nil || len(o.Damaged) != 1):
				t.Errorf("%s in place of %s: %v, %v", what, name, o, err)
			case !essential:
				damage = o.Damaged[0]
			}
			if damage == nil || damage.Kind != kind || strings.Contains(damage.Error(), root) || !errors.Is(damage, store.ErrDamaged) {
				t.Errorf("%s in place of %s: %v", what, name, damage)
			}
			if _, err := d.Get(ctx, "a"); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s in place of %s: it is called whole: %v", what, name, err)
			}
			if err := errors.Join(os.RemoveAll(path), os.WriteFile(path, good, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestUnreadablePointer: whatever lies in place of `current`, and of a snapshot's folder or the folder of all, nothing blocks; the
// newest good snapshot opens, and the damage names current.
func TestUnreadablePointer(t *testing.T) {
	ctx := context.Background()
	for what, put := range instead {
		root := t.TempDir()
		d := store.OpenDir(root)
		now := time.Now().UTC()
		putWith(t, d, "old", now)
		putWith(t, d, "new", now.Add(time.Hour))
		path := filepath.Join(root, "current")
		if err := errors.Join(d.SetCurrent(ctx, "old"), os.Remove(path), put(path)); err != nil {
			t.Fatal(err)
		}
		o, damage, err := store.OpenCurrent(ctx, d)
		var told *store.Damage
		if err != nil || o.Manifest.ID != "new" || !errors.As(damage, &told) || told.Kind != store.KindPointer {
			t.Errorf("%s in place of current: %v, %v", what, damage, err)
		}
		if err := d.Delete(ctx, "old"); err == nil && what != "nothing" {
			t.Errorf("%s in place of current: a snapshot was deleted that may be the current one", what)
		}
		if err := d.SetCurrent(ctx, "new"); err != nil {
			t.Errorf("%s in place of current: it is not mended: %v", what, err)
		}
		if id, err := d.Current(ctx); id != "new" {
			t.Errorf("%s in place of current, mended: %s, %v", what, id, err)
		}
		folder := filepath.Join(root, "snapshots", "old")
		if err := errors.Join(os.RemoveAll(folder), put(folder)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Open(ctx, "old"); err == nil {
			t.Errorf("%s in place of a snapshot opens", what)
		}
		if err := errors.Join(os.RemoveAll(filepath.Dir(folder)), put(filepath.Dir(folder))); err != nil {
			t.Fatal(err)
		}
		if _, _, err := store.OpenCurrent(ctx, d); err == nil {
			t.Errorf("%s in place of all snapshots opens", what)
		}
	}
}

// TestNothingPublishedYet: a store without any snapshot says so, whether or not its folders are there.
func TestNothingPublishedYet(t *testing.T) {
	ctx := context.Background()
	d := store.OpenDir(filepath.Join(t.TempDir(), "store"))
	for range 2 {
		if _, damage, err := store.OpenCurrent(ctx, d); !errors.Is(err, store.ErrNoCurrent) || damage != nil {
			t.Errorf("%v, %v", damage, err)
		}
		unlock, err := d.Lock(false)
		if err != nil {
			t.Fatal(err)
		}
		unlock()
	}
}

// TestCutShortWhileOpened: a file that is cut short after its hash was found right is damaged like any other, whenever that happens.
func TestCutShortWhileOpened(t *testing.T) {
	root := filepath.Join(t.TempDir(), "store")
	d := store.OpenDir(root)
	putWith(t, d, "a", time.Now())
	path := filepath.Join(root, "snapshots", "a", snapshot.ColumnsName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	late := 0
	for round := range 400 {
		cut := make(chan error)
		go func() {
			time.Sleep(time.Duration(round) * 5 * time.Microsecond)
			cut <- os.Truncate(path, int64(len(good)/2))
		}()
		o, err := d.Open(context.Background(), "a")
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			t.Fatal(err)
		}
		if err == nil {
			o.Mapping().Unmap()
		} else if strings.Contains(err.Error(), "page of a mapped file") {
			late++
		}
		if err := errors.Join(<-cut, os.WriteFile(path, good, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("in %d rounds of 400 the cut came between hashing and reading", late)
}
