package sample

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

const (
	cellArea = 667000.0 // 1,000 亩
	// The middle of the land, in EPSG:4549: about 119.7° E, 30.5° N.
	originX, originY = 470000.0, 3376000.0
	workingCRS       = "EPSG:4549"
	projectFile      = "qingshan.yaml"
)

// scale is how much land there is.
type scale struct{ counties, townships, villages, cells int }

var scales = map[string]scale{
	"XS": {1, 3, 8, 40},
	"S":  {1, 12, 120, 550},
	"M":  {12, 190, 3000, 12500},
	"L":  {80, 1260, 20000, 80000},
}

// Options for a sample. The zero value writes scale S with seed 20260.
type Options struct {
	Scale string // S, M, L, or XS for tests
	Seed  int64
}

// FolderError says that a folder holds something else than a sample.
type FolderError struct{ Dir, Found string }

func (e *FolderError) Error() string {
	return fmt.Sprintf("%s: it holds %s, which is no part of a sample; name an empty folder", e.Dir, e.Found)
}

// Write writes a sample county into a folder, the project file last. The same scale and seed give the same content. Errors are a
// [*FolderError] if the folder holds something else than a sample, those of writing, or ctx's.
func Write(ctx context.Context, dir string, o Options) (*Truth, error) {
	if o.Scale == "" {
		o.Scale = "S"
	}
	if o.Seed == 0 {
		o.Seed = 20260
	}
	s, ok := scales[strings.ToUpper(o.Scale)]
	if !ok {
		return nil, fmt.Errorf("scale %q: it can be S, M or L", o.Scale)
	}
	if err := claim(dir); err != nil {
		return nil, err
	}
	crs, err := gdal.ParseCRS(workingCRS)
	if err != nil {
		return nil, err
	}
	stream := func(n uint64) *rand.Rand { return rand.New(rand.NewPCG(uint64(o.Seed), n)) }
	l := newLand(stream(1), s)
	truth := &Truth{CRS: workingCRS, Seed: o.Seed, Scale: o.Scale, On: "2026-10-01", Villages: len(l.villages)}
	cells := plantCells(stream(2), l, truth)
	truth.Cells = len(cells)
	for _, g := range truth.Gaps {
		truth.GapM2 += g.AreaM2
	}
	for _, g := range truth.Overlaps {
		truth.OverlapM2 += g.AreaM2
	}
	if err := writeZones(dir, crs, l, truth); err != nil {
		return nil, err
	}
	if err := writeCells(dir, crs, l, cells); err != nil {
		return nil, err
	}
	if truth.Parcels, err = parcelsFile(dir, crs, stream(3), placeOf(o.Seed), l); err != nil {
		return nil, err
	}
	if err := writeScenes(ctx, dir, crs, o.Seed, l, truth); err != nil {
		return nil, err
	}
	if err := writeRegistry(dir, stream(5), l, cells); err != nil {
		return nil, err
	}
	b, err := json.MarshalIndent(truth, "", " ")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "truth.json"), b, 0o644); err != nil {
		return nil, err
	}
	return truth, os.WriteFile(filepath.Join(dir, projectFile), []byte(projectText(l.counties[0].name)), 0o644)
}

// marker is written first and says that a folder's files are a sample's, to be replaced by the next.
const marker = ".qingshan-sample"

// claim makes the folder, or takes one that is empty or holds an earlier sample. Somebody's own files are never replaced,
// whatever they are called.
func claim(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil && len(entries) > 0 {
		return &FolderError{dir, entries[0].Name()}
	}
	for _, name := range []string{projectFile, "counties.gpkg", "townships.gpkg", "villages.gpkg", "cells.gpkg", "parcels.gpkg",
		"ndvi_t0.tif", "ndvi_t1.tif", "chiefs.csv", "rangers.csv", "assignments.csv", "truth.json"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, marker), []byte("This folder was written by `qingshan sample`, which may replace its files.\n"), 0o644)
}

func writeZones(dir string, crs gdal.CRS, l *land, truth *Truth) error {
	for _, level := range []struct {
		name  string
		zones []zone
	}{{"counties", l.counties}, {"townships", l.townships}, {"villages", l.villages}} {
		err := layerFile(dir, level.name, crs, []gdal.Field{{Name: "code"}, {Name: "name"}, {Name: "parent"}}, func(out *gdal.LayerWriter) error {
			for _, z := range level.zones {
				shape := multi(polygonsOf(l.dissolve(z.hexes))...)
				if level.name == "villages" {
					truth.AreaM2 += float64(area.Planar().Multi(shape))
				}
				if err := out.Write([]any{z.code, z.name, z.parent}, shape); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func writeCells(dir string, crs gdal.CRS, l *land, cells []*cell) error {
	fields := []gdal.Field{{Name: "gid"}, {Name: "ranger"}, {Name: "from", Type: gdal.Date}, {Name: "to", Type: gdal.Date}}
	day := func(s string) any {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t
		}
		return nil
	}
	return layerFile(dir, "cells", crs, fields, func(out *gdal.LayerWriter) error {
		for _, c := range cells {
			if err := out.Write([]any{c.id, c.ranger, day(c.from), day(c.to)}, c.shape(l)); err != nil {
				return err
			}
		}
		return nil
	})
}

func parcelsFile(dir string, crs gdal.CRS, rng *rand.Rand, place float64, l *land) (int, error) {
	box := spatial.EmptyBox()
	for _, h := range l.allHexes() {
		c := l.hexes[h].center
		box = box.Extend(c.x, c.y)
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return 0, err
	}
	ellipsoid, err := area.Ellipsoidal(func(xs, ys []float64) error { return gdal.Transform(crs, lonlat, xs, ys) }, box.Pad(5000))
	if err != nil {
		return 0, err
	}
	w, err := gdal.CreateVector(filepath.Join(dir, "parcels.gpkg"), "GPKG")
	if err != nil {
		return 0, err
	}
	n, err := writeParcels(w, crs, rng, place, l, ellipsoid)
	if e := w.Close(); err == nil {
		err = e
	}
	return n, err
}

// layerFile writes a GeoPackage of one layer.
func layerFile(dir, name string, crs gdal.CRS, fields []gdal.Field, fill func(*gdal.LayerWriter) error) error {
	w, err := gdal.CreateVector(filepath.Join(dir, name+".gpkg"), "GPKG")
	if err != nil {
		return err
	}
	out, err := w.AddLayer(gdal.LayerSpec{Name: name, CRS: crs, Geometry: "MultiPolygon", Fields: fields})
	if err == nil {
		err = fill(out)
	}
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}
