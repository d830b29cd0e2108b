package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Write builds the pyramids of a snapshot into its folder, before it is sealed. total and step tell how far it is; step may be
// called from several goroutines. notes are for the report: what could not be shown at some level.
func Write(ctx context.Context, s *snapshot.Snapshot, dir string, total func(int), step func()) (notes []string, err error) {
	total(int(tilematrix.PlaneCount) * stepsPerPyramid)
	t := attributes.NewTables(s)
	group, ctx := errgroup.WithContext(ctx)
	var told [tilematrix.PlaneCount][]string
	for p := range tilematrix.PlaneCount {
		group.Go(parallel.Guarded(func() string { return pyramid.TilesIn(p) }, func() error {
			path := filepath.Join(dir, pyramid.FileName(p))
			f, err := os.Create(path)
			if err != nil {
				return err
			}
			told[p], err = WritePyramid(ctx, t, p, StandardOptions(), f, step)
			if err := errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("tiles: %s: %w", path, err)
			}
			return nil
		}))
	}
	err = group.Wait()
	return slices.Concat(told[:]...), err
}

// WritePyramid builds the pyramid of a snapshot in one plane. notes say what it could not show.
func WritePyramid(ctx context.Context, t *attributes.Tables, p tilematrix.Plane, o Options, w io.Writer, step func()) (notes []string, err error) {
	return newBuilder(ctx, t, p, o, w, step).run()
}
