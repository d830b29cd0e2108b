package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestScrub: `snapshots scrub` tells what is damaged in every format, changes nothing with --dry-run, mends what another snapshot has a
// good copy of, and fails while damage is left.
func TestScrub(t *testing.T) {
	dir, project := county.TwoNights(t)
	root := filepath.Join(dir, "store")
	scenes, err := filepath.Glob(filepath.Join(root, "snapshots", "*", "scene-*"))
	if err != nil || len(scenes) != 4 {
		t.Fatal(scenes, err)
	}
	scrub := func(want int, args ...string) outcome {
		t.Helper()
		o := qingshan(t, append([]string{"snapshots", "scrub", "--project", project}, args...)...)
		if o.code != want {
			t.Errorf("scrub %v: exit code %d, want %d\n%s%s", args, o.code, want, o.stdout, o.stderr)
		}
		return o
	}
	if o := scrub(0); !strings.Contains(o.stdout, "none 无") {
		t.Errorf("a sound store: %s", o.stdout)
	}
	name := filepath.Base(scenes[0])
	replace(t, scenes[0], []byte("another file"))
	if err := errors.Join(os.Remove(filepath.Join(root, "current")), os.Mkdir(filepath.Join(root, "current"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if o := scrub(exitFailed, "--dry-run", "--format", "csv"); !strings.Contains(o.stdout, name+",scene,\"is not what the manifest says") || strings.Contains(o.stdout, ",true,") ||
			!strings.Contains(o.stdout, "current,current,cannot be read") || !strings.Contains(o.stderr, "damaged files left: 2") {
			t.Errorf("--dry-run: %s%s", o.stdout, o.stderr)
		}
	}
	id, other := filepath.Base(filepath.Dir(scenes[0])), filepath.Base(filepath.Dir(scenes[3]))
	scrub(0, "--dry-run", other)
	if o := scrub(exitUsage, "nothing"); !strings.Contains(o.stderr, "no such snapshot") {
		t.Errorf("an unknown snapshot: %s", o.stderr)
	}
	s := ask[store.Scrubbed](t, "snapshots", "scrub", "--project", project)
	if len(s.Damaged) != 2 || s.Damaged[0].File != name || string(s.Damaged[0].Snapshot) != id || string(s.Damaged[0].From) != other || !s.Damaged[1].Mended || s.Snapshots != 2 {
		t.Errorf("mended: %+v", s.Damaged)
	}
	scrub(0)
	must(t, "verify", id, "--project", project)
	replace(t, filepath.Join(root, "snapshots", id, "report.md"), nil)
	if o := scrub(exitFailed); !strings.Contains(o.stdout, "no 否") || !strings.Contains(o.stderr, "`qingshan ingest`") {
		t.Errorf("what has no copy: %s%s", o.stdout, o.stderr)
	}
}
