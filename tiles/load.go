package tiles

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// fileName is the file of a plane's pyramid in a snapshot's folder.
func fileName(p plane) string {
	return [planes]string{"mercator.tiles", "geographic.tiles"}[p]
}

// named is what errors call a plane's tiles.
func named(p plane) string { return "the map tiles in " + fileName(p) }

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

// Load makes the tile set of a snapshot. dir is the snapshot's folder in the store, whose pyramids are mapped; where it holds
// none of this version, as in snapshots of older programs, or dir is empty, they are built in memory, which takes as long as at
// ingest. Files that are named as damaged are not opened; asking for a tile in them is [ErrDamaged].
func Load(ctx context.Context, s *data.Snapshot, dir string, damaged ...string) (*Set, error) {
	t := newTables(s)
	var pyramids [planes]*pyramid
	group, ctx := errgroup.WithContext(ctx)
	for p := range planes {
		if slices.Contains(damaged, fileName(p)) {
			continue
		}
		group.Go(parallel.Guarded(func() string { return named(p) }, func() (err error) {
			pyramids[p], err = loadPyramid(ctx, t, p, dir)
			return err
		}))
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return newSet(t, pyramids), nil
}

func loadPyramid(ctx context.Context, t *tables, p plane, dir string) (*pyramid, error) {
	if dir != "" {
		path := filepath.Join(dir, fileName(p))
		switch out, err := mapPyramid(path, layerCount); {
		case err == nil:
			return out, nil
		case !errors.Is(err, os.ErrNotExist) && !errors.Is(err, errPyramid):
			return nil, fmt.Errorf("tiles: %w", err)
		}
	}
	var b bytes.Buffer
	if _, err := writePyramid(ctx, t, p, standardLimits(), &b, func() {}); err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	return readPyramid(b.Bytes(), layerCount)
}
