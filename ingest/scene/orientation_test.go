package scene_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// turned is a grid over the same ground as g, stored from the south, the east, or both.
func turned(g raster.Grid, south, east bool) raster.Grid {
	if south {
		g.Affine[3], g.Affine[5] = g.Affine[3]+float64(g.Height)*g.Affine[5], -g.Affine[5]
	}
	if east {
		g.Affine[0], g.Affine[1] = g.Affine[0]+float64(g.Width)*g.Affine[1], -g.Affine[1]
	}
	return g
}

// rotated is a grid about the middle of the ground, turned by an angle.
func rotated(size, angle float64, w, h int) raster.Grid {
	sin, cos := math.Sincos(angle)
	g := raster.Grid{Width: w, Height: h, Affine: [6]float64{0, size * cos, size * sin, 0, size * sin, -size * cos}}
	x, y := g.ToWorld(float64(w)/2, float64(h)/2)
	g.Affine[0], g.Affine[3] = 501000-x, 3321000-y
	return g
}

// TestStoredFromAnySide: pixels that a file stores from the south or the east are those of the same grid read from there, beside
// any other scene and as parts of a mosaic.
func TestStoredFromAnySide(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		south, east bool
		both        bool // scenes
	}{{"south up", true, false, false}, {"east left", false, true, false}, {"upside down", true, true, false}, {"both south up", true, false, true}} {
		dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, "", ""))
		before, after := delivery.Whole, turned(delivery.Whole, c.south, c.east)
		if c.both {
			before = after
		}
		delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", before, nil, delivery.NDVI(before, false))
		delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", after, nil, delivery.NDVI(after, true))
		s := delivery.Taken(t, dir, yaml).Snapshot
		ch := s.Changes[0]
		if len(ch.Patches.Pixels) != 1 || ch.Patches.Pixels[0] != 20 || math.Abs(ch.Patches.Planar[0]-2000) > 1e-6 || ch.T1.Resampled != "" || ch.Pixels.Valid != 300*300 {
			t.Errorf("%s: patches of %v pixels, %v m², %q, %+v", c.name, ch.Patches.Pixels, ch.Patches.Planar, ch.T1.Resampled, ch.Pixels)
		}
		if box := ch.Patches.Shapes.Bounds(0); !(math.Abs(box.MinX-501000) < 0.001 && math.Abs(box.MaxY-3321040) < 0.001) {
			t.Errorf("%s: the patch lies at %+v", c.name, box)
		}
	}
	nodata := -32768.0
	dir, yaml := delivery.SceneProject(t, "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}\n  - {path: 'part*.tif', mosaic: true, quantity: ndvi, date: 2026-10-01, scale: 0.0001}\n")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, &nodata, delivery.NDVI(delivery.Whole, false))
	for i := range 4 {
		g := turned(delivery.Grid(delivery.Whole.Affine[0]+1500*float64(i%2), delivery.Whole.Affine[3]-1500*float64(i/2), 10, 150, 150), i%2 == 1, i/2 == 1)
		delivery.SceneFile(t, filepath.Join(dir, fmt.Sprintf("part%d.tif", i)), "EPSG:4549", g, &nodata, delivery.NDVI(g, true))
	}
	ch := delivery.Taken(t, dir, yaml).Snapshot.Changes[0]
	if ch.Pixels.Valid != 300*300 || ch.Pixels.Changed != 20 || len(ch.Patches.Pixels) != 1 {
		t.Errorf("parts stored from all sides: %+v", ch.Pixels)
	}
}

// TestRotatedBesideNorthUp: classes of a rotated scene beside a north-up one, either first, are those of the pixels that hold the
// middles of the earlier scene's pixels; rotated parts of one lattice make one scene.
func TestRotatedBesideNorthUp(t *testing.T) {
	t.Parallel()
	turn := rotated(12, 0.3, 320, 320)
	class := func(g raster.Grid) func(col, row int) float64 {
		return func(col, row int) float64 {
			if x, y := delivery.Centre(g, col, row); math.Hypot(x-501100, y-3321100) < 150 {
				return 5
			}
			return 1
		}
	}
	forest := func(int, int) float64 { return 1 }
	for _, c := range []struct {
		name          string
		before, after raster.Grid
	}{{"north up first", delivery.Whole, turn}, {"rotated first", turn, delivery.Whole}, {"both rotated", rotated(10, -0.2, 350, 350), turn}} {
		dir, yaml := delivery.SceneProject(t, fmt.Sprintf(strings.ReplaceAll(delivery.PlainScenes, ", scale: 0.0001", ", kind: class"), "", ""))
		yaml = strings.Replace(yaml, "drop: 0.2, min_area_mu: 1", "from: [1], to: [5], min_area_mu: 0.1", 1)
		delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", c.before, nil, forest)
		delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", c.after, nil, class(c.after))
		want := int64(0)
		for row := range c.before.Height {
			for col := range c.before.Width {
				u, v := c.after.ToPixel(delivery.Centre(c.before, col, row))
				if u >= 0 && v >= 0 && u < float64(c.after.Width) && v < float64(c.after.Height) && class(c.after)(int(u), int(v)) == 5 {
					want++
				}
			}
		}
		s := delivery.Taken(t, dir, yaml).Snapshot
		ch := s.Changes[0]
		if ch.Pixels.Changed != want || want == 0 || !strings.HasPrefix(ch.T1.Resampled, "nearest") {
			t.Errorf("%s: %d pixels changed, by hand %d (%q)", c.name, ch.Pixels.Changed, want, ch.T1.Resampled)
		}
		if u, err := change.New(coverage.New(s, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "zones", All: true}); err != nil || u.Rows[0].UnobservedM2 != 0 {
			t.Errorf("%s: %+v, %v", c.name, u, err)
		}
	}

	dir, yaml := delivery.SceneProject(t, "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}\n  - {path: 'part*.tif', mosaic: true, quantity: ndvi, date: 2026-10-01, scale: 0.0001}\n")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", turn, nil, delivery.NDVI(turn, false))
	for i := range 2 {
		g := partOf(turn, 160*i, 0, 160*i+160, 320)
		delivery.SceneFile(t, filepath.Join(dir, fmt.Sprintf("part%d.tif", i)), "EPSG:4549", g, nil, delivery.NDVI(g, true))
	}
	ch := delivery.Taken(t, dir, yaml).Snapshot.Changes[0]
	if ch.Pixels.Valid != 320*320 || len(ch.Patches.Pixels) != 1 || ch.T1.Resampled != "" {
		t.Errorf("rotated parts: %+v, %q", ch.Pixels, ch.T1.Resampled)
	}
	g := partOf(turn, 160, 0, 320, 320)
	g.Affine[0] += 3
	delivery.SceneFile(t, filepath.Join(dir, "part1.tif"), "EPSG:4549", g, nil, delivery.NDVI(g, true))
	delivery.Refused(t, dir, yaml, "part0.tif", "part1.tif", "one lattice")
}

// partOf is the part of a grid from column c0 and row r0 to c1 and r1 (excluded).
func partOf(g raster.Grid, c0, r0, c1, r1 int) raster.Grid {
	g.Affine[0], g.Affine[3] = g.ToWorld(float64(c0), float64(r0))
	g.Width, g.Height = c1-c0, r1-r0
	return g
}
