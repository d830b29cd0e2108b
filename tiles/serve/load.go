package serve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/build"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// Load makes the tile set of a snapshot. dir is the snapshot's folder in the store; Load maps the pyramids in it, and they stay mapped
// until [Set.Close]. If dir is empty or holds no pyramid of this version, as folders of older programs do, Load
// builds the pyramids in memory, which takes as long as at ingest. It does not open files that are named as damaged: requests for tiles
// in them return [ErrDamaged]. Errors are those of the file system, of building, or ctx's.
func Load(ctx context.Context, s *snapshot.Snapshot, dir string, damaged ...string) (*Set, error) {
	t := attributes.NewTables(s)
	var pyramids [tilematrix.PlaneCount]*pyramid.Pyramid
	group, ctx := errgroup.WithContext(ctx)
	for p := range tilematrix.PlaneCount {
		if slices.Contains(damaged, pyramid.FileName(p)) {
			continue
		}
		group.Go(parallel.Guarded(func() string { return pyramid.TilesIn(p) }, func() (err error) {
			pyramids[p], err = loadPyramid(ctx, t, p, dir)
			return err
		}))
	}
	if err := group.Wait(); err != nil {
		for _, p := range pyramids {
			p.Close()
		}
		return nil, err
	}
	return newSet(t, pyramids), nil
}

func loadPyramid(ctx context.Context, t *attributes.Tables, p tilematrix.Plane, dir string) (*pyramid.Pyramid, error) {
	if dir != "" {
		path := filepath.Join(dir, pyramid.FileName(p))
		switch out, err := pyramid.Open(path, len(t.Layers)); {
		case err == nil:
			return out, nil
		case !errors.Is(err, os.ErrNotExist) && !errors.Is(err, pyramid.ErrFormat):
			return nil, fmt.Errorf("tiles: %w", err)
		}
	}
	return inMemory(ctx, t, p)
}

func inMemory(ctx context.Context, t *attributes.Tables, p tilematrix.Plane) (*pyramid.Pyramid, error) {
	out, err := build.InMemory(ctx, t, p)
	if err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	return out, nil
}
