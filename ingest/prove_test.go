package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// tableColumn is one column of a snapshot's tables.
type tableColumn struct {
	name string
	of   reflect.Value // a slice
}

// columnsOf walks the tables below a value.
func columnsOf(v reflect.Value, name string) (out []tableColumn) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return columnsOf(v.Elem(), name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || f.Name == "Manifest" || f.Name == "Rule" || f.Name == "Area" { // Area is not stored
				continue
			}
			out = append(out, columnsOf(v.Field(i), name+"."+f.Name)...)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		out = append(out, tableColumn{name, v})
		if k := v.Type().Elem().Kind(); k == reflect.Pointer {
			for i := range v.Len() {
				out = append(out, columnsOf(v.Index(i), fmt.Sprintf("%s[%d]", name, i))...)
			}
		}
	}
	return out
}

// sealed writes a snapshot's columns and manifest into a folder that has all else, and checks it as an ingest does.
func sealed(ctx context.Context, folder string, s *snapshot.Snapshot) (err error) {
	defer parallel.Caught(&err, nil) // a writer that cannot even write
	for _, name := range []string{snapshot.ColumnsName, store.ManifestName, "manifest.sha256"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	f, err := os.Create(filepath.Join(folder, snapshot.ColumnsName))
	if err != nil {
		return err
	}
	if err := errors.Join(s.WritePack(f), f.Close()); err != nil {
		return err
	}
	m := s.Manifest
	if err := store.Seal(ctx, folder, &m); err != nil {
		return err
	}
	return ingest.Prove(ctx, progress.Quiet{}, folder, m.ID, nil)
}

// TestEveryBrokenTableIsRefused cuts one row off each column of each table in turn, and points each column of numbers of rows at
// a row that does not exist: the writer's own check refuses all of them, and the snapshot as it should be passes.
func TestEveryBrokenTableIsRefused(t *testing.T) {
	p, _ := delivery.EveryTable(t)
	var s *snapshot.Snapshot
	r, err := ingest.Run(t.Context(), p, ingest.WithBuilt(ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)},
		func(built *snapshot.Snapshot) { s = built }))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := store.OpenDir(p.StorePath()).Folder(r.ID)
	if err != nil {
		t.Fatal(err)
	}
	all := columnsOf(reflect.ValueOf(s), "")
	if len(all) < 150 {
		t.Errorf("only %d columns have rows", len(all))
	}
	for _, c := range all {
		was := reflect.ValueOf(c.of.Interface())
		c.of.Set(was.Slice(0, was.Len()-1))
		if err := sealed(t.Context(), folder, s); err == nil {
			t.Errorf("%s without its last row would be published", c.name)
		}
		c.of.Set(was)
		rows, ok := was.Interface().([]int32)
		if !ok || strings.Contains(c.name, "Shapes") || strings.Contains(c.name, "Faces.") { // offsets, which the first test breaks
			continue
		}
		last := &rows[len(rows)-1]
		kept := *last
		*last = 1 << 30
		if err := sealed(t.Context(), folder, s); err == nil {
			t.Errorf("%s with a row that does not exist would be published", c.name)
		}
		*last = kept
	}
	if err := sealed(t.Context(), folder, s); err != nil {
		t.Errorf("as it should be: %v", err)
	}
	for _, c := range []string{"zones", "facts", "patches", "assignments"} {
		kept := s.Manifest.Counts[c]
		s.Manifest.Counts[c]++
		if err := sealed(t.Context(), folder, s); err == nil || !strings.Contains(err.Error(), c) {
			t.Errorf("a row more of %s in the manifest: %v", c, err)
		}
		s.Manifest.Counts[c] = kept
	}
}

// TestBrokenSnapshotIsNotPublished: a run whose tables do not fit together ends with a sentence; what was served stays, and
// nothing is left behind.
func TestBrokenSnapshotIsNotPublished(t *testing.T) {
	p, dir := delivery.EveryTable(t)
	sound, err := ingest.Run(t.Context(), p, ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]ingest.Options{
		"series": ingest.WithBuilt(ingest.Options{}, func(s *snapshot.Snapshot) {
			s.Series[0].Cells.SinceShare = append(s.Series[0].Cells.SinceShare, 1)
		}),
		"facts": ingest.WithBuilt(ingest.Options{}, func(s *snapshot.Snapshot) { s.Facts.Ellipsoidal[0]++ }),
		"tiles of nothing": {CheckTiles: func(s *snapshot.Snapshot, folder string) error {
			_, err := os.Stat(filepath.Join(folder, "no.tiles"))
			return err
		}},
	} {
		o.Now, o.TilesVersion = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC), name
		if _, err := ingest.Run(t.Context(), p, o); err == nil || !strings.Contains(err.Error(), "was not published") {
			t.Errorf("%s: %v", name, err)
		}
		entries, err := os.ReadDir(filepath.Join(dir, "store", "snapshots"))
		if err != nil || len(entries) != 1 || entries[0].Name() != string(sound.ID) {
			t.Errorf("%s: the store holds %v, %v", name, entries, err)
		}
		if id, err := store.OpenDir(p.StorePath()).Current(t.Context()); err != nil || id != sound.ID {
			t.Errorf("%s: current is %s, %v", name, id, err)
		}
	}
}
