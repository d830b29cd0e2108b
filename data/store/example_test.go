package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// publish puts an empty snapshot with a report into a store and makes it the current one.
func publish(ctx context.Context, d *store.Dir, id snapshot.ID) error {
	unlock, err := d.Lock(false)
	if err != nil {
		return err
	}
	defer unlock()
	err = d.Put(ctx, id, func(dir string) error {
		t := snapshot.NewTables(snapshot.Manifest{Schema: snapshot.SchemaVersion, ID: id, Created: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)})
		f, err := os.Create(filepath.Join(dir, snapshot.ColumnsName))
		if err != nil {
			return err
		}
		report := os.WriteFile(filepath.Join(dir, "report.json"), []byte("{}"), 0o644)
		return errors.Join(t.WritePack(f), f.Close(), report, store.Seal(ctx, dir, &t.Manifest))
	})
	if err != nil {
		return err
	}
	return d.SetCurrent(ctx, id)
}

func ExampleOpenDir() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	d := store.OpenDir(root)
	if _, _, err := store.OpenCurrent(ctx, d); errors.Is(err, store.ErrNoCurrent) {
		fmt.Println("nothing is published")
	}
	if err := publish(ctx, d, "20261001-a"); err != nil {
		fmt.Println(err)
		return
	}
	o, damage, err := store.OpenCurrent(ctx, d)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer o.Mapping().Unmap()
	fmt.Println(o.Manifest.ID, o.DamagedFiles(), damage)
	// Output:
	// nothing is published
	// 20261001-a [] <nil>
}

// A report that was changed by hand: the snapshot opens without it, and a scrub names it.
func ExampleDir_Scrub() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	d := store.OpenDir(root)
	if err := publish(ctx, d, "20261001-a"); err != nil {
		fmt.Println(err)
		return
	}
	folder, err := d.Folder("20261001-a")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := os.WriteFile(filepath.Join(folder, "report.json"), []byte("[]"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	o, err := d.Open(ctx, "20261001-a")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer o.Mapping().Unmap()
	fmt.Println(o.DamagedFiles(), errors.Is(o.Err(), store.ErrDamaged))
	found, err := d.Scrub(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range found.Damaged {
		fmt.Println(f.Snapshot, f.File, f.Kind, f.Mended)
	}
	// Output:
	// [report.json] true
	// 20261001-a report.json report false
}
