package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// TestScrubRelinksGoodCopies: whatever lies in place of a scene's file, it is mended where another snapshot has a file of the same
// content that is sound, and told where none has; a damaged file is never linked, and a store that is sound is left as it is.
func TestScrubRelinksGoodCopies(t *testing.T) {
	ctx := context.Background()
	const scene, own = "scene-1" + snapshot.RasterExt, "report.json"
	root := t.TempDir()
	d := store.OpenDir(root)
	now := time.Now().UTC()
	putWith(t, d, "a", now, scene)
	putWith(t, d, "b", now.Add(time.Hour), scene, own)
	path := func(id, name string) string { return filepath.Join(root, "snapshots", id, name) }
	good, err := os.ReadFile(path("a", scene))
	if err := errors.Join(err, d.SetCurrent(ctx, "b")); err != nil {
		t.Fatal(err)
	}
	scrub := func(want, mended int) *store.Scrubbed {
		t.Helper()
		s, err := d.Scrub(ctx)
		if err == nil {
			err = d.Mend(ctx, s)
		}
		if err != nil || len(s.Damaged) != want || s.Left() != want-mended || s.Snapshots != 2 || s.Files != 9 {
			t.Errorf("%d of %d damages are left, %d files of %d snapshots: %v", s.Left(), len(s.Damaged), s.Files, s.Snapshots, err)
		}
		return s
	}
	scrub(0, 0)
	for what, put := range instead {
		if err := errors.Join(os.Remove(path("b", scene)), put(path("b", scene))); err != nil {
			t.Fatal(err)
		}
		if s := scrub(1, 1); s.Damaged[0].From != "a" || s.Damaged[0].Snapshot != "b" || s.Damaged[0].File != scene {
			t.Errorf("%s: %+v", what, s.Damaged[0])
		}
		if b, err := os.ReadFile(path("b", scene)); err != nil || !bytes.Equal(b, good) {
			t.Errorf("%s: mended to %q, %v", what, b, err)
		}
		one, _ := os.Stat(path("a", scene))
		other, _ := os.Stat(path("b", scene))
		if !os.SameFile(one, other) {
			t.Errorf("%s: the good copy was not linked", what)
		}
	}
	scrub(0, 0)
	// Now both share one file: a flipped byte damages both, and there is no copy to mend them from.
	if err := os.WriteFile(path("a", scene), bytes.ToUpper(good), 0o644); err != nil {
		t.Fatal(err)
	}
	scrub(2, 0)
	if err := errors.Join(os.Remove(path("a", scene)), os.WriteFile(path("a", scene), good, 0o644)); err != nil {
		t.Fatal(err)
	}
	scrub(1, 1)
	if err := os.WriteFile(path("b", own), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	scrub(1, 0)
	if s, err := d.Scrub(ctx, "a"); err != nil || len(s.Damaged) != 0 || s.Snapshots != 1 {
		t.Errorf("the other snapshot alone: %+v, %v", s, err)
	}
	if _, err := d.Scrub(ctx, "c"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a snapshot that is not there: %v", err)
	}
}

// TestScrubNamesACurrentSnapshot: where the file that names the current snapshot is damaged, the newest good snapshot becomes current,
// which is the one being served.
func TestScrubNamesACurrentSnapshot(t *testing.T) {
	ctx := context.Background()
	root := t.TempDir()
	d := store.OpenDir(root)
	now := time.Now().UTC()
	putWith(t, d, "a", now)
	putWith(t, d, "b", now.Add(time.Hour))
	putWith(t, d, "c", now.Add(2*time.Hour))
	path := filepath.Join(root, "current")
	if err := errors.Join(d.SetCurrent(ctx, "a"), os.Truncate(filepath.Join(root, "snapshots", "c", "manifest.json"), 5)); err != nil {
		t.Fatal(err)
	}
	for what, put := range instead {
		if err := errors.Join(os.Remove(path), put(path)); err != nil {
			t.Fatal(err)
		}
		s, err := d.Scrub(ctx)
		if err == nil {
			err = d.Mend(ctx, s)
		}
		if err != nil || s.Left() != 1 || len(s.Damaged) != 2 || s.Damaged[1].Kind != store.KindPointer || s.Damaged[1].From != "b" {
			t.Errorf("%s: %+v, %v", what, s.Damaged, err)
		}
		if id, err := d.Current(ctx); err != nil || id != "b" {
			t.Errorf("%s: %s is current, %v", what, id, err)
		}
	}
}
