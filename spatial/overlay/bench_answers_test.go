package overlay_test

import (
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/geos"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// TestBenchAnswers compares with what PostGIS, shapely and GRASS found for seed 20260 of the benchmark landscape. Scale M
// takes a minute and runs where QINGSHAN_TEST_M is set.
//
//testrun:plain
func TestBenchAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	for _, c := range []struct {
		scale                 string
		ground, gap, overlap  float64
		villages, gaps, pairs int
	}{
		{"S", 2161381072.431, 101343633.213, 6666951.074, 117, 136, 184},
		{"M", 9446321640.566, 285821600.717, 50852968.511, 762, 822, 2139},
	} {
		t.Run(c.scale, func(t *testing.T) {
			if c.scale != "S" && os.Getenv("QINGSHAN_TEST_M") == "" {
				t.Skip("set QINGSHAN_TEST_M to run this scale")
			}
			dir := t.TempDir()
			gen := shared.Path(t, "bench", "gen.py")
			if out, err := exec.Command("/usr/bin/python3", gen, "--scale", c.scale, "--check", "0", "--no-raster", "--no-parcels", "--out", dir).CombinedOutput(); err != nil {
				t.Skipf("the bench's generator does not run here (Debian's python3-gdal and python3-numpy are needed): %v\n%s", err, out)
			}
			villages, cells := read(t, filepath.Join(dir, "villages.fgb")), read(t, filepath.Join(dir, "cells.fgb"))
			workers := overlay.Options{Workers: runtime.NumCPU()}
			a := must[*overlay.Arrangement](t)(overlay.Arrange(context.Background(),
				overlay.Layers{Grounds: villages, Covers: cells, Parcels: &spatial.Polygons{}, Measures: []area.Measure{area.Planar()}}, workers))
			ground, gap, gaps, bare := 0.0, 0.0, 0, map[int32]bool{}
			for _, f := range a.Facts {
				ground += f.Areas[0]
				face := a.Faces[f.Face]
				if len(face.Covers) > 0 {
					continue
				}
				gap += f.Areas[0]
				for i := range face.Shape.NumPolygons() {
					one := geom.NewMultiPolygon(geom.XY)
					if err := one.Push(face.Shape.Polygon(i)); err != nil {
						t.Fatal(err)
					}
					if planar(one) > 1 {
						gaps++
						bare[face.Ground] = true
					}
				}
			}
			pairs := must[[]overlay.Pair](t)(overlay.Pairs(context.Background(), cells, nil, nil, workers))
			overlap, onGrid, w := 0.0, 0.0, geos.NewWorker()
			for _, p := range pairs {
				overlap += planar(p.Shape)
				x, y := must[*geos.Shape](t)(w.Feature(cells, int(p.A))), must[*geos.Shape](t)(w.Feature(cells, int(p.B)))
				onGrid += must[*geos.Shape](t)(w.Intersection(x, y)).PlanarArea()
			}
			near(t, "ground", ground, c.ground, 1e-12)
			near(t, "gap", gap, c.gap, 1e-8)
			near(t, "pairwise overlap", overlap, c.overlap, 1e-7) // grown cells lie off the 1 mm grid: snapping them makes 6e-8
			near(t, "pairwise overlap on the grid", overlap, onGrid, 1e-9)
			if len(bare) != c.villages || gaps != c.gaps || len(pairs) != c.pairs {
				t.Errorf("%d villages with %d gaps, %d pairs; want %d, %d, %d", len(bare), gaps, len(pairs), c.villages, c.gaps, c.pairs)
			}
		})
	}
}

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	t.Logf("%s: %.6f m² (relative %.1e)", what, got, got/want-1)
	if math.Abs(got-want) > relative*want {
		t.Errorf("%s: %.6f m², want %.6f (relative %.1e)", what, got, want, got/want-1)
	}
}

func read(t *testing.T, path string) *spatial.Polygons {
	t.Helper()
	infos := must[[]gdal.LayerInfo](t)(gdal.Layers(path, gdal.Options{}))
	var b spatial.Builder
	err := gdal.ReadLayer(context.Background(), path, infos[0].Name, gdal.Options{}, func(_ gdal.LayerInfo, rec gdal.Record) error {
		b.Add(spatial.Normalize(rec.Geometry))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Build()
}
