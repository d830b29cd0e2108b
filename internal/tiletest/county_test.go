package tiletest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/tiles"
	"github.com/qingshan-gis/qingshan/tiles/mvt"
)

// county is an ingested project with its tiles as a server would have them.
type county struct {
	snap *data.Snapshot
	set  *tiles.Set
}

// layers are all that a client may ask for.
var layers = []string{"zones", "cells", "parcels", "gaps", "overlaps", "patches", "points", "labels"}

// scratch is a folder for what all tests of this run share.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tiletest")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, out)
	}
	return nil
}

// build makes the program itself, once.
var build = sync.OnceValues(func() (string, error) {
	exe := filepath.Join(scratch, "qingshan")
	return exe, command("go", "build", "-o", exe, "../../cmd/qingshan")
})

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
	set, err := tiles.Load(context.Background(), snap, folder)
	return &county{snap, set}, err
}

// sampleOnce is the sample county, ingested by the program.
var sampleOnce = sync.OnceValues(func() (*county, error) {
	exe, err := build()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(scratch, "sample")
	if err := command(exe, "sample", "--scale", "S", dir); err != nil {
		return nil, err
	}
	if err := command(exe, "ingest", "--project", filepath.Join(dir, "qingshan.yaml")); err != nil {
		return nil, err
	}
	return open(dir)
})

func sampleCounty(t *testing.T) *county {
	t.Helper()
	c, err := sampleOnce()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const zhejiangProject = `name: 浙江
zones:
  - {path: %[1]q, level: province, code: pradcode, name: prname, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: city, code: ctadcode, name: ctname, parent: pradcode, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: county, code: adcode, name: name, parent: ctadcode, crs: "EPSG:4490"}
`

var (
	zhejiangOnce sync.Once
	zhejiangC    *county
	zhejiangErr  error
)

// zhejiang is the real province: 90 counties with 518 islands, under a coarse grid of cells.
func zhejiang(t *testing.T) *county {
	t.Helper()
	shp := shared.Path(t, "data", "zhejiang_counties", "zhejiang_district.shp")
	zhejiangOnce.Do(func() {
		var exe string
		if exe, zhejiangErr = build(); zhejiangErr != nil {
			return
		}
		dir := filepath.Join(scratch, "zhejiang")
		project, cells := filepath.Join(dir, "qingshan.yaml"), filepath.Join(dir, "cells.gpkg")
		zones := fmt.Sprintf(zhejiangProject, shp)
		steps := []func() error{
			func() error { return os.Mkdir(dir, 0o755) },
			func() error { return os.WriteFile(project, []byte(zones), 0o644) },
			func() error { return command(exe, "grid", "--project", project, "--size", "50km", "--out", cells) },
			func() error {
				return os.WriteFile(project, []byte(zones+"cells: [{path: cells.gpkg, id: gid}]\n"), 0o644)
			},
			func() error { return command(exe, "ingest", "--project", project) },
			func() (err error) { zhejiangC, err = open(dir); return err },
		}
		for _, step := range steps {
			if zhejiangErr = step(); zhejiangErr != nil {
				return
			}
		}
	})
	if zhejiangErr != nil {
		t.Fatal(zhejiangErr)
	}
	return zhejiangC
}

// tile is a decoded tile with its bytes.
type tile struct {
	place  tiles.Place
	raw    []byte
	layers []mvt.Layer
}

func (t *tile) String() string { return fmt.Sprintf("%d/%d/%d", t.place.Z, t.place.X, t.place.Y) }

func (t *tile) layer(name string) *mvt.Layer {
	for i := range t.layers {
		if t.layers[i].Name == name {
			return &t.layers[i]
		}
	}
	return nil
}

// each is eachOf WebMercatorQuad.
func (c *county) each(t *testing.T, z int, names []string, keep func(tiles.Place) bool, yield func(tile *tile)) (n int) {
	t.Helper()
	return c.eachOf(t, tiles.WebMercatorQuad(), z, names, keep, yield)
}

// eachOf calls yield for the occupied tiles of a level, decoded by our own decoder. keep, where not nil, chooses among them.
func (c *county) eachOf(t *testing.T, m *tiles.Matrix, z int, names []string, keep func(tiles.Place) bool, yield func(tile *tile)) (n int) {
	t.Helper()
	places, err := c.set.Occupied(tiles.Request{Layers: names, Matrix: m, Z: z})
	if err != nil {
		t.Fatal(err)
	}
	for p := range places {
		if keep != nil && !keep(p) {
			continue
		}
		raw, err := c.set.Tile(tiles.Request{Layers: names, Matrix: m, Z: z, X: p.X, Y: p.Y})
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := mvt.Decode(raw)
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
