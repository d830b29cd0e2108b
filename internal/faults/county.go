package faults

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// projectFile is the project's name in a county's folder; it names a source of every kind that an ingest reads by another library.
const projectFile = "qingshan.yaml"

const project = `name: 断枝乡
date: 2026-10-01
zones:
  - {path: townships.geojson, level: township, code: code, name: name}
  - {path: villages.gpkg, level: village, code: code, name: name, parent: parent}
cells: [{path: cells.shp, id: gid, ranger: ranger}]
parcels: [{path: parcels.gpkg, id: pid, class: class}]
scenes:
  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.01}
  - {path: t1.tif, quantity: ndvi, date: 2026-10-01, scale: 0.01}
registry:
  chiefs: {path: chiefs.csv}
  rangers: {path: rangers.csv}
  assignments: {path: assignments.csv}
rules:
  coverage: {forest_classes: ["松"], min_area_m2: 1}
  change: [{name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 0.5}]
`

// The county's ground: two villages side by side, each side m long, in EPSG:4549.
const (
	left, bottom = 500000.0, 3320000.0
	side         = 400.0
	county       = "EPSG:4549"
)

// row is a feature: a rectangle with attributes.
type row struct {
	values []any
	box    [4]float64 // left, bottom, right, top from the county's corner, m
}

// writeCounty writes the sources and the project file. It is as small as the kinds of files allow, so that a run takes little more than
// its start.
func writeCounty(dir string) error {
	villages := []row{{[]any{"330000001001", "东村", "330000001"}, [4]float64{0, 0, side, side}}, {[]any{"330000001002", "西村", "330000001"}, [4]float64{side, 0, 2 * side, side}}}
	parcels := []row{{[]any{"P1", "松"}, [4]float64{10, 10, 300, 390}}, {[]any{"P2", "竹"}, [4]float64{300, 10, 700, 390}}}
	for _, l := range []struct {
		file, driver string
		fields       []string
		rows         []row
	}{
		{"townships.geojson", "GeoJSON", []string{"code", "name"}, []row{{[]any{"330000001", "断枝乡"}, [4]float64{0, 0, 2 * side, side}}}},
		{"villages.gpkg", "GPKG", []string{"code", "name", "parent"}, villages},
		{"parcels.gpkg", "GPKG", []string{"pid", "class"}, parcels},
	} {
		if err := writeLayer(filepath.Join(dir, l.file), l.driver, l.fields, l.rows); err != nil {
			return err
		}
	}
	if err := writeCells(dir, 0); err != nil {
		return err
	}
	for i, name := range []string{"t0.tif", "t1.tif"} {
		if err := writeScene(filepath.Join(dir, name), float64(i)*30); err != nil {
			return err
		}
	}
	for name, text := range map[string]string{
		"chiefs.csv":      "id,name,post\nC1,甲,乡级林长\nC2,乙,村级林长\n",
		"rangers.csv":     "id,name\nR1,丙\nR2,丁\n",
		"assignments.csv": "person,role,zone,cell,valid_from,valid_to,recorded_at\nC1,chief,330000001,,2024-03-01,,2024-03-10\nC2,chief,330000001001,,2024-03-01,,2024-03-10\nR1,ranger,,G1,2024-03-01,,2024-03-01\n",
		projectFile:       project,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeCells writes the cells, which leave a gap that is another one with each edit.
func writeCells(dir string, edit int) error {
	old, err := filepath.Glob(filepath.Join(dir, "cells.*"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	gap := 90 + float64(edit%25)
	return writeLayer(filepath.Join(dir, "cells.shp"), "ESRI Shapefile", []string{"gid", "ranger"},
		[]row{{[]any{"G1", "R1"}, [4]float64{0, 0, side / 2, side}}, {[]any{"G2", "R2"}, [4]float64{side / 2, 0, 2*side - gap, side}}})
}

func writeLayer(path, driver string, fields []string, rows []row) error {
	crs, err := gdal.ParseCRS(county)
	if err != nil {
		return err
	}
	w, err := gdal.CreateVector(path, driver)
	if err != nil {
		return err
	}
	spec := gdal.LayerSpec{Name: "layer", CRS: crs, Geometry: "MultiPolygon"}
	for _, f := range fields {
		spec.Fields = append(spec.Fields, gdal.Field{Name: f})
	}
	l, err := w.AddLayer(spec)
	for i := 0; err == nil && i < len(rows); i++ {
		err = l.Write(rows[i].values, rectangle(rows[i].box))
	}
	if e := w.Close(); err == nil {
		err = e
	}
	return err
}

func rectangle(b [4]float64) geom.T {
	x0, y0, x1, y1 := left+b[0], bottom+b[1], left+b[2], bottom+b[3]
	return geom.NewMultiPolygonFlat(geom.XY, []float64{x0, y0, x1, y0, x1, y1, x0, y1, x0, y0}, [][]int{{10}})
}

// writeScene writes an index of 10 m pixels; a clearing in the later one is lower by drop.
func writeScene(path string, drop float64) error {
	crs, err := gdal.ParseCRS(county)
	if err != nil {
		return err
	}
	g := raster.Grid{Width: 90, Height: 50, Affine: [6]float64{left - 50, 10, 0, bottom + side + 50, 0, -10}}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: crs, DataType: "Int16", BlockSize: 32})
	if err != nil {
		return err
	}
	values := make([]float64, g.Width*g.Height)
	for i := range values {
		col, line := i%g.Width, i/g.Width
		values[i] = float64(60 + (col*7+line*13)%9)
		if col > 20 && col < 30 && line > 20 && line < 30 {
			values[i] -= drop
		}
	}
	if err := w.Write(raster.Window{W: g.Width, H: g.Height}, values); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return w.Close()
}
