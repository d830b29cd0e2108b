//go:build cgo

// Tests of package serve_test look at tiles by means that share nothing with the code that makes them: a strict decoder, the decoders of
// others, the snapshot itself. Counties are ingested, which takes a C compiler; serving them does not.
package serve_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	counties "github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
	"github.com/qingshan-gis/qingshan/tiles/serve"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// county is an ingested project with its tiles as a server would have them.
type county struct {
	snap *snapshot.Snapshot
	set  *serve.Set
}

// layers are all that a client may ask for.
var layers = []string{"zones", "cells", "parcels", "gaps", "overlaps", "patches", "points", "labels"}

func open(dir string) (*county, error) {
	d := store.OpenDir(filepath.Join(dir, "store"))
	snap, _, err := store.GetCurrent(context.Background(), d)
	if err != nil {
		return nil, err
	}
	folder, err := d.Folder(snap.Manifest.ID)
	if err != nil {
		return nil, err
	}
	set, err := serve.Load(context.Background(), snap, folder)
	return &county{snap, set}, err
}

// opened keeps counties that were opened, since every test looks at the same ones.
var opened = map[string]*county{}

func openOnce(t *testing.T, dir string) *county {
	t.Helper()
	if opened[dir] == nil {
		c, err := open(dir)
		if err != nil {
			t.Fatal(err)
		}
		opened[dir] = c
	}
	return opened[dir]
}

// sampleCounty is the sample county.
func sampleCounty(t *testing.T) *county {
	t.Helper()
	dir, _ := counties.Sample(t, "S")
	return openOnce(t, dir)
}

// zhejiang is the real province: 90 counties with 518 islands, under a coarse grid of cells.
func zhejiang(t *testing.T) *county {
	t.Helper()
	dir, _ := counties.Zhejiang(t)
	return openOnce(t, dir)
}

// tile is a decoded tile with its bytes.
type tile struct {
	place  tilematrix.TileCoord
	raw    []byte
	layers []strict.Layer
}

func (t *tile) String() string { return fmt.Sprintf("%d/%d/%d", t.place.Z, t.place.X, t.place.Y) }

func (t *tile) layer(name string) *strict.Layer {
	for i := range t.layers {
		if t.layers[i].Name == name {
			return &t.layers[i]
		}
	}
	return nil
}

// each is eachOf WebMercatorQuad.
func (c *county) each(t *testing.T, z int, names []string, keep func(tilematrix.TileCoord) bool, yield func(tile *tile)) (n int) {
	t.Helper()
	return c.eachOf(t, tilematrix.WebMercatorQuad(), z, names, keep, yield)
}

// eachOf calls yield for the occupied tiles of a level, decoded by our own decoder. keep, where not nil, chooses among them.
func (c *county) eachOf(t *testing.T, m *tilematrix.TileMatrixSet, z int, names []string, keep func(tilematrix.TileCoord) bool, yield func(tile *tile)) (n int) {
	t.Helper()
	places, err := c.set.Occupied(serve.Request{Layers: names, TileMatrixSet: m, Z: z})
	if err != nil {
		t.Fatal(err)
	}
	for p := range places {
		if keep != nil && !keep(p) {
			continue
		}
		raw, err := c.set.Tile(serve.Request{Layers: names, TileMatrixSet: m, Z: z, X: p.X, Y: p.Y})
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := strict.Decode(raw)
		if err != nil {
			t.Errorf("%v: %v", p, err)
			continue
		}
		if len(decoded) == 0 {
			if z <= 15 {
				t.Errorf("%s %v is said to be occupied, and is empty", m.ID, p)
			}
			continue // a part of an occupied tile of the finest level
		}
		n++
		yield(&tile{p, raw, decoded})
	}
	return n
}
