package faults

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestTreesTellWhatIsDifferent: contents, names, and nothing of the time of a manifest or of its sum.
func TestTreesTellWhatIsDifferent(t *testing.T) {
	const manifest = "store/snapshots/20261001-0123456789ab/manifest.json"
	fill := func(files map[string]string) tree {
		t.Helper()
		dir := t.TempDir()
		for path, text := range files {
			full := filepath.Join(dir, path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		out, err := treeOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	a := fill(map[string]string{manifest: `{"created": "2026-10-01T00:00:00Z", "id": 1}`, "same": "x", "gone": "x", "other": "x"})
	b := fill(map[string]string{manifest: `{"created": "2026-10-02T00:00:00Z", "id": 1}`, "same": "x", "new": "x", "other": "y"})
	if d := differences(a, b); !slices.Equal(d, []string{"-gone", "!other", "+new"}) {
		t.Errorf("%v", d)
	}
	if ids := a.snapshots(); !slices.Equal(ids, []string{"20261001-0123456789ab"}) {
		t.Errorf("snapshots %v", ids)
	}
	if part := a.part("store/snapshots/20261001-0123456789ab"); len(part) != 1 || part["manifest.json"] == "" {
		t.Errorf("%v", part)
	}
}

// TestNamesAreThoseOfEveryRun: what a run names at random, and a snapshot's id, go by one name.
func TestNamesAreThoseOfEveryRun(t *testing.T) {
	n := names{"/d", []string{"20261001-0123456789ab"}}
	for path, want := range map[string]string{
		"/d/store/snapshots/20261001-0123456789ab/manifest.json":        "store/snapshots/ID1/manifest.json",
		"/d/store/snapshots/20261001-ba9876543210":                      "store/snapshots/NEW",
		"/d/store/snapshots/.pending-20261001-0123456789ab/report.md":   "store/snapshots/.pending-ID1/report.md",
		"/d/store/snapshots/.pending-scratch-12/source-3456/a.gpkg-wal": "store/snapshots/.pending-scratch/source/a.gpkg-wal",
		"/d/.pending-qingshan-123/tiles":                                ".pending-qingshan/tiles",
		"/d/store/current.pending-99":                                   "store/current.pending",
		"/d/parcels.gpkg":                                               "parcels.gpkg",
	} {
		if got := n.of(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
