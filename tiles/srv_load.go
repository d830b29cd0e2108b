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
