package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// TestRecheck: a file that differs although it looks as it did is found, one that looks changed is left to a look, and want of open
// files is no damage.
func TestRecheck(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	d := store.OpenDir(root)
	putWith(t, d, "a", time.Now(), "report.json", "mercator.tiles", snapshot.GeoPackageName)
	path := func(name string) string { return filepath.Join(root, "snapshots", "a", name) }
	if err := errors.Join(d.SetCurrent(ctx, "a"), os.Remove(path(snapshot.GeoPackageName))); err != nil {
		t.Fatal(err)
	}
	o, err := d.Open(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	recheck := func(want ...string) {
		t.Helper()
		if changed, err := o.Recheck(ctx, func(time.Duration) {}); err != nil || !slices.Equal(changed, want) {
			t.Errorf("changed: %v, want %v; %v", changed, want, err)
		}
	}
	recheck()
	withoutFiles(t, func() {
		recheck()
		if o, damage, err := store.OpenCurrent(ctx, d); o != nil || damage != nil || !errors.Is(err, store.ErrScarce) {
			t.Errorf("without open files: %v, %v", damage, err)
		}
		if _, err := d.Scrub(ctx); !errors.Is(err, store.ErrScarce) {
			t.Errorf("scrub without open files: %v", err)
		}
	})
	silently := func(name string) {
		t.Helper()
		info, err := os.Stat(path(name))
		if err != nil {
			t.Fatal(err)
		}
		other := make([]byte, info.Size())
		if err := errors.Join(os.WriteFile(path(name), other, 0o644), os.Chtimes(path(name), time.Time{}, info.ModTime())); err != nil {
			t.Fatal(err)
		}
	}
	silently("mercator.tiles")
	recheck("mercator.tiles")
	silently("manifest.json")
	recheck("manifest.json", "mercator.tiles")
	if err := os.WriteFile(path("mercator.tiles"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	recheck("manifest.json")
}

// withoutFiles does something while this process may open no more files.
func withoutFiles(t *testing.T, do func()) {
	t.Helper()
	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &usual); err != nil {
		t.Fatal(err)
	}
	none := usual
	none.Cur = 0
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &usual); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}

// TestAFileOfAnySizeIsJudged: a file that has grown beyond all measure is damaged, and is not read to its end for that.
func TestAFileOfAnySizeIsJudged(t *testing.T) {
	ctx := context.Background()
	root := roomy(t)
	d := store.OpenDir(root)
	putWith(t, d, "a", time.Now(), "mercator.tiles")
	for name, essential := range map[string]bool{"mercator.tiles": false, snapshot.ColumnsName: true, "manifest.json": true} {
		path := filepath.Join(root, "snapshots", "a", name)
		good, err := os.ReadFile(path)
		if err := errors.Join(err, os.Truncate(path, beyondMemory)); err != nil {
			t.Fatal(err)
		}
		o, err := d.Open(ctx, "a")
		if essential && !errors.Is(err, store.ErrDamaged) || !essential && (err != nil || len(o.Damaged) != 1) {
			t.Errorf("%s of %d bytes: %v", name, beyondMemory, err)
		}
		if err := os.WriteFile(path, good, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
