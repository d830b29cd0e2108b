package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// write fills a snapshot's folder: tiles, columns, GeoPackage, report, quarantine, manifest last. The columns and the GeoPackage,
// which SQLite writes in one thread, are written while tiles are made; both only read the snapshot.
func (in *intake) write(ctx context.Context, folder string, s *data.Snapshot, tiles TilesWriter) error {
	var notes []string
	work, inner := errgroup.WithContext(ctx)
	work.Go(parallel.Guarded(nil, func() error { return in.writeTables(inner, folder, s) }))
	if tiles != nil {
		work.Go(parallel.Guarded(nil, func() (err error) {
			notes, err = tiles(inner, s, folder, func(n int) { in.progress.Start("tiles", n) }, func() { in.progress.Step(1) })
			if err == nil {
				in.progress.Done()
			}
			return err
		}))
	}
	if err := work.Wait(); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	for _, n := range notes {
		in.report.note("%s", n)
	}
	in.progress.Start("publish", 0)
	defer in.progress.Done()
	if err := in.report.write(folder); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := in.moveRasters(folder, &s.Tables); err != nil {
		return err
	}
	if err := store.Seal(ctx, folder, &s.Manifest); err != nil {
		return err
	}
	return in.sameAsLinked(s.Manifest.Files)
}

// writeTables writes the columns and the GeoPackage.
func (in *intake) writeTables(ctx context.Context, folder string, s *data.Snapshot) error {
	f, err := os.Create(filepath.Join(folder, data.PackName))
	if err != nil {
		return err
	}
	if err := errors.Join(s.WritePack(&stoppable{ctx, f}), f.Close()); err != nil {
		return err
	}
	return data.WriteGeoPackage(ctx, s, filepath.Join(folder, data.GeoPackageName), in.report.quarantineLayer())
}
