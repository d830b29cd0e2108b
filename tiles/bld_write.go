package tiles

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Write builds the pyramids of a snapshot into its folder, before it is sealed. total and step tell how far it is; step may be
// called from several goroutines. notes are for the report: what could not be shown at some level.
func Write(ctx context.Context, s *data.Snapshot, dir string, total func(int), step func()) (notes []string, err error) {
	total(int(planes) * growSteps)
	t := newTables(s)
	group, ctx := errgroup.WithContext(ctx)
	var told [planes][]string
	for p := range planes {
		group.Go(parallel.Guarded(func() string { return named(p) }, func() error {
			path := filepath.Join(dir, fileName(p))
			f, err := os.Create(path)
			if err != nil {
				return err
			}
			told[p], err = writePyramid(ctx, t, p, standardLimits(), f, step)
			if err := errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("tiles: %s: %w", path, err)
			}
			return nil
		}))
	}
	err = group.Wait()
	return slices.Concat(told[:]...), err
}

// writePyramid builds the pyramid of a snapshot in one plane. notes say what it could not show.
func writePyramid(ctx context.Context, t *tables, p plane, most limits, w io.Writer, step func()) (notes []string, err error) {
	return newGrower(ctx, t, p, most, w, step).grow()
}
