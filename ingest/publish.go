package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data/render/geopackage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// write fills a snapshot's folder: tiles, columns, GeoPackage, report, quarantine, manifest last. The columns and the GeoPackage,
// which SQLite writes in one thread, are written while tiles are made; both only read the snapshot.
func write(ctx context.Context, e environment, folder string, s *snapshot.Snapshot, linked []snapshot.FileInfo, tiles TilesWriter) error {
	var notes []string
	work, inner := errgroup.WithContext(ctx)
	work.Go(parallel.Guarded(nil, func() error { return writeTables(inner, e.report, folder, s) }))
	if tiles != nil {
		work.Go(parallel.Guarded(nil, func() (err error) {
			notes, err = tiles(inner, s, folder, func(n int) { e.progress.Start("tiles", n) }, func() { e.progress.Step(1) })
			if err == nil {
				e.progress.Done()
			}
			return err
		}))
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	for _, n := range notes {
		e.report.Note("%s", n)
	}
	e.progress.Start("publish", 0)
	defer e.progress.Done()
	if err := e.report.Write(folder); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := moveRasters(e.scratch, folder, &s.Tables); err != nil {
		return err
	}
	if err := store.Seal(ctx, folder, &s.Manifest); err != nil {
		return err
	}
	return sameAsLinked(linked, s.Manifest.Files)
}

// writeTables writes the columns and the GeoPackage.
func writeTables(ctx context.Context, rep *report.Report, folder string, s *snapshot.Snapshot) error {
	f, err := os.Create(filepath.Join(folder, snapshot.ColumnsName))
	if err != nil {
		return err
	}
	if err := errors.Join(s.WritePack(&stoppable{ctx, f}), f.Close()); err != nil {
		return err
	}
	return geopackage.Write(ctx, s, filepath.Join(folder, snapshot.GeoPackageName), rep.QuarantineLayer())
}

// moveRasters puts the scenes' files from the scratch folder into a snapshot's.
func moveRasters(scratch, folder string, s *snapshot.Tables) error {
	for _, r := range s.Manifest.Rasters {
		if err := os.Rename(filepath.Join(scratch, r.File), filepath.Join(folder, r.File)); err != nil {
			return fmt.Errorf("publish: %w", err)
		}
	}
	return nil
}

// sameAsLinked proves that what was linked is what the current snapshot's manifest says: a file that was damaged since its hash was
// checked must not be sealed with the hash of its damage.
func sameAsLinked(linked, sealed []snapshot.FileInfo) error {
	for _, f := range linked {
		if !slices.Contains(sealed, f) {
			return fmt.Errorf("publish: %s, which was taken over from the current snapshot, was damaged meanwhile; nothing was published, run `qingshan ingest` again to have it made anew", f.Name)
		}
	}
	return nil
}
