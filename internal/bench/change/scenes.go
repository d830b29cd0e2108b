package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/qingshan-gis/qingshan/internal/bench"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// scenes are the two scenes of a landscape and its layers in their pixel plane.
type scenes struct {
	scale, folder string
	grid          raster.Grid
	flat          []raster.Layer // parcels, cells, villages, townships, counties
	nested        []raster.Layer // parcels, cells, and all zones as one layer with its tree, as a snapshot has them

}

// levels are the zones from fine to coarse with the digits of their codes; a parent's code begins its children's.
var levels = []struct {
	name   string
	digits int
}{{"villages", 12}, {"townships", 9}, {"counties", 6}}

func load(ctx context.Context, dir, scale string) (*scenes, error) {
	folder, err := bench.Landscape(ctx, dir, scale)
	if err != nil {
		return nil, err
	}
	s := &scenes{scale: scale, folder: folder}
	b, err := s.open()
	if err != nil {
		return nil, err
	}
	s.grid = b[0].Grid()
	b.close()
	for _, name := range []string{"parcels", "cells"} {
		layer, _, err := s.layer(ctx, name)
		if err != nil {
			return nil, err
		}
		s.flat = append(s.flat, raster.Layer{Shapes: layer})
	}
	s.nested = append(s.nested, s.flat...)
	return s, s.loadZones(ctx)
}

// loadZones packs all levels, coarse ones last, and finds parents by code.
func (s *scenes) loadZones(ctx context.Context) error {
	var all spatial.Builder
	place := map[string]int32{}
	var codes []string
	var short []int
	for k, level := range levels {
		shapes, names, err := s.layer(ctx, level.name)
		if err != nil {
			return err
		}
		s.flat = append(s.flat, raster.Layer{Shapes: shapes})
		for f := range shapes.Len() {
			place[names[f]] = int32(all.Len())
			all.AddFrom(shapes, f)
			up := 0
			if k+1 < len(levels) {
				up = levels[k+1].digits
			}
			codes, short = append(codes, names[f]), append(short, up)
		}
	}
	zones := raster.Layer{Shapes: all.Build()}
	for i, code := range codes {
		parent := int32(-1)
		if short[i] > 0 {
			up, ok := place[code[:short[i]]]
			if !ok {
				return fmt.Errorf("%s: zone %s has no parent %s", s.folder, code, code[:short[i]])
			}
			parent = up
		}
		zones.Parents = append(zones.Parents, parent)
	}
	s.nested = append(s.nested, zones)
	return nil
}

// layer reads polygons into the pixel plane, with their codes where they have any.
func (s *scenes) layer(ctx context.Context, name string) (*spatial.Polygons, []string, error) {
	var b spatial.Builder
	var codes []string
	err := gdal.ReadLayer(ctx, filepath.Join(s.folder, name+".fgb"), name, gdal.Options{}, func(info gdal.LayerInfo, r gdal.Record) error {
		for i, field := range info.Fields {
			if field.Name == "code" {
				codes = append(codes, fmt.Sprint(r.Values[i]))
			}
		}
		mp := spatial.Normalize(r.Geometry)
		flat := mp.FlatCoords()
		for i := 0; i < len(flat); i += 2 {
			flat[i], flat[i+1] = s.grid.ToPixel(flat[i], flat[i+1])
		}
		b.Add(mp)
		return nil
	})
	return b.Build(), codes, err
}

func (s *scenes) features() (n int) {
	for _, l := range s.flat {
		n += l.Shapes.Len()
	}
	return n
}

func (s *scenes) vertices() (n int) {
	for _, l := range s.flat {
		n += l.Shapes.Vertices()
	}
	return n
}

// bands are both scenes, opened.
type bands [2]*gdal.Raster

func (s *scenes) path(i int) string { return filepath.Join(s.folder, fmt.Sprintf("ndvi_t%d.tif", i)) }

func (s *scenes) open() (b bands, err error) {
	for i := range b {
		if b[i], err = gdal.OpenRaster(s.path(i), gdal.RasterOptions{}); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (b bands) close() {
	for _, r := range b {
		r.Close()
	}
}

func (s *scenes) pair() raster.Pair {
	open := func(i int) raster.Opener {
		return func() (raster.Band, error) { return gdal.OpenRaster(s.path(i), gdal.RasterOptions{}) }
	}
	return raster.Pair{T0: open(0), T1: open(1)}
}
