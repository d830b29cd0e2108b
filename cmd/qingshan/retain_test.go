package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRetainLeavesWhatItCannotRead: how old a snapshot is whose manifest cannot be read is not known, so that it may be the newest.
func TestRetainLeavesWhatItCannotRead(t *testing.T) {
	p := publish(t, t.TempDir())
	p.edit()
	must(t, "ingest", "--project", p.project)
	entries, err := p.store().List(context.Background())
	if err != nil || len(entries) != 2 {
		t.Fatal(entries, err)
	}
	current := p.sound()
	for _, e := range entries {
		if e.ID == current {
			continue
		}
		path := filepath.Join(p.dir, "store", "snapshots", string(e.ID))
		if err := os.WriteFile(filepath.Join(path, "manifest.json"), []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
		o := qingshan(t, "snapshots", "retain", "1", "--project", p.project)
		if _, err := os.Stat(path); err != nil || o.code != exitFailed || !strings.Contains(o.stderr, string(e.ID)) || !strings.Contains(o.stderr, "it stays") {
			t.Errorf("exit code %d, %s, %v", o.code, o.stderr, err)
		}
		must(t, "snapshots", "delete", string(e.ID), "--project", p.project)
	}
	must(t, "snapshots", "retain", "1", "--project", p.project)
}
