package build

import (
	"bytes"
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// InMemory builds the pyramid of a snapshot in one plane as [WritePyramid] does, tile by tile the same, but in memory, and the parcels,
// which take longest, beside all other layers, with which they share no borders. Errors are those of building, or ctx's.
func InMemory(ctx context.Context, t *attributes.Tables, p tilematrix.Plane) (*pyramid.Pyramid, error) {
	var out, parcels *pyramid.Pyramid
	group, ctx := errgroup.WithContext(ctx)
	half := func(to **pyramid.Pyramid, layers func(g *builder)) {
		group.Go(parallel.Guarded(func() string { return pyramid.TilesIn(p) }, func() error {
			var file bytes.Buffer
			g := newBuilder(ctx, t, p, StandardOptions(), &file, func() {})
			if _, err := g.add(func() { layers(g) }); err != nil {
				return err
			}
			var err error
			*to, err = pyramid.Read(bytes.Clone(file.Bytes()), len(t.Layers)) // without what the buffer has to spare
			return err
		}))
	}
	half(&parcels, (*builder).parcels)
	half(&out, func(g *builder) {
		g.ground()
		g.patches()
		g.points()
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out.Take(attributes.ParcelsLayer, parcels)
	return out, nil
}
