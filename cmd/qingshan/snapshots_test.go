package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

func TestSnapshotsRollBackAndRetain(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	must(t, "sample", "--scale", "XS", dir)
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for i := 1; i <= 3; i++ {
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // which is newer is told by whole seconds
		write(t, project, strings.Replace(string(text), "min_area_m2: 1,", fmt.Sprintf("min_area_m2: %d,", i), 1))
		must(t, "ingest", "--project", project)
		ids = append(ids, ask[coverageDoc](t, "coverage", "--project", project).Snapshot)
	}
	must(t, "snapshots", "use", ids[0], "--project", project)
	if now := ask[coverageDoc](t, "coverage", "--project", project).Snapshot; now != ids[0] {
		t.Errorf("after rolling back %s answers, not %s", now, ids[0])
	}
	if list := must(t, "snapshots", "--project", project).stdout; strings.Count(list, "\n") != 3 || !strings.Contains(list, "* "+ids[0]) {
		t.Errorf("list:\n%s", list)
	}
	// The newest delivery again makes its snapshot current without building it anew.
	if o := must(t, "ingest", "--project", project); !strings.Contains(o.stdout, "current again") {
		t.Errorf("ingest after rolling back: %s", o.stdout)
	}
	must(t, "snapshots", "use", ids[0], "--project", project)
	must(t, "snapshots", "retain", "1", "--project", project)
	if list := must(t, "snapshots", "--project", project).stdout; strings.Contains(list, ids[1]) || !strings.Contains(list, ids[2]) || !strings.Contains(list, "* "+ids[0]) {
		t.Errorf("after retain 1:\n%s", list)
	}
	if o := must(t, "snapshots", "show", "--project", project); !strings.Contains(o.stdout, ids[0]) || !strings.Contains(o.stdout, "villages.gpkg") || !strings.Contains(o.stdout, "Ingest report") {
		t.Errorf("show:\n%s", o.stdout)
	}
	must(t, "snapshots", "retain", "--days", "1", "--project", project)
	if list := must(t, "snapshots", "--project", project).stdout; strings.Count(list, "\n") != 2 {
		t.Errorf("after retain --days 1:\n%s", list)
	}
	if o := qingshan(t, "snapshots", "retain", "--project", project); o.code != exitUsage {
		t.Errorf("retain without a number: exit code %d", o.code)
	}
	if o := qingshan(t, "snapshots", "delete", ids[0], "--project", project); o.code == 0 {
		t.Error("the current snapshot was deleted")
	}
	if o := qingshan(t, "snapshots", "use", "none", "--project", project); o.code != exitUsage {
		t.Errorf("an unknown snapshot: exit code %d", o.code)
	}
}

// TestRetainDays: what is older than so many days goes, save for the current one.
func TestRetainDays(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	write(t, project, "zones: [{path: z.gpkg, level: county, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n")
	d := store.OpenDir(filepath.Join(dir, "store"))
	for id, days := range map[snapshot.ID]int{"today": 0, "three": 3, "ten": 10, "twenty": 20} {
		m := snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: id, Created: time.Now().AddDate(0, 0, -days)}
		err := d.Put(ctx, id, func(folder string) error { return emptySnapshot(ctx, folder, &m) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := d.SetCurrent(ctx, "twenty"); err != nil {
		t.Fatal(err)
	}
	must(t, "snapshots", "retain", "--days", "5", "--project", project)
	entries, err := d.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, e := range entries {
		left = append(left, string(e.ID))
	}
	if fmt.Sprint(left) != "[today three twenty]" {
		t.Errorf("left: %v", left)
	}
	if o := qingshan(t, "snapshots", "retain", "--days", "-1", "--project", project); o.code != exitUsage {
		t.Errorf("a negative number of days: exit code %d", o.code)
	}
}

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
