package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestRetainAfterAWrongClock: a snapshot that was made while the clock ran years ahead is told of, and goes when those of its time go,
// by count and by days.
func TestRetainAfterAWrongClock(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		retain []string
		left   string
	}{
		{[]string{"5"}, "[now night3 ahead night2 night1]"},
		{[]string{"3"}, "[now night3 ahead]"},
		{[]string{"2"}, "[now night3]"},
		{[]string{"--days", "10"}, "[now night3]"},
		{[]string{"--days", "25"}, "[now night3 ahead night2]"},
	} {
		dir := t.TempDir()
		project := filepath.Join(dir, "qingshan.yaml")
		write(t, project, "zones: [{path: z.gpkg, level: county, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n")
		d := store.OpenDir(filepath.Join(dir, "store"))
		previous := snapshot.ID("")
		for _, s := range []struct {
			id  snapshot.ID
			day int
		}{{"night1", -30}, {"night2", -20}, {"ahead", 20_000}, {"night3", -5}, {"now", 0}} {
			m := snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: s.id, Created: time.Now().AddDate(0, 0, s.day), Previous: previous}
			if err := d.Put(ctx, s.id, func(folder string) error { return emptySnapshot(ctx, folder, &m) }); err != nil {
				t.Fatal(err)
			}
			previous = s.id
		}
		if err := d.SetCurrent(ctx, previous); err != nil {
			t.Fatal(err)
		}
		list := must(t, "snapshots", "--project", project).stdout
		if lines := strings.Split(list, "\n"); !strings.Contains(lines[2], "ahead") || !strings.Contains(lines[2], "yet to come") || strings.Count(list, "yet to come") != 1 {
			t.Errorf("the list does not tell:\n%s", list)
		}
		must(t, append([]string{"snapshots", "retain", "--project", project}, c.retain...)...)
		entries, err := d.List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		for _, e := range entries {
			left = append(left, string(e.ID))
		}
		if fmt.Sprint(left) != c.left {
			t.Errorf("retain %v leaves %v, want %s", c.retain, left, c.left)
		}
	}
}

// TestIngestTellsOfAWrongClock: an ingest into a store with a snapshot of the future says so.
func TestIngestTellsOfAWrongClock(t *testing.T) {
	ctx := context.Background()
	dir, project := county.SampleCopy(t, "XS")
	m := snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: "ahead", Created: time.Now().AddDate(50, 0, 0)}
	if err := store.OpenDir(filepath.Join(dir, "store")).Put(ctx, m.ID, func(folder string) error { return emptySnapshot(ctx, folder, &m) }); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.Replace(string(text), "min_area_m2: 1,", "min_area_m2: 2,", 1))
	if o := must(t, "ingest", "--project", project); !strings.Contains(o.stdout, "snapshot ahead was made at") {
		t.Errorf("it says:\n%s", o.stdout)
	}
}

// emptySnapshot fills a snapshot's folder with one of nothing.
func emptySnapshot(ctx context.Context, folder string, m *snapshot.Manifest) error {
	f, err := os.Create(filepath.Join(folder, snapshot.ColumnsName))
	if err != nil {
		return err
	}
	if err := errors.Join(snapshot.NewTables(*m).WritePack(f), f.Close()); err != nil {
		return err
	}
	return store.Seal(ctx, folder, m)
}
