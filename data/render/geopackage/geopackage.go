// Package geopackage writes a snapshot as a GeoPackage, so that any desktop GIS opens it as it is.
package geopackage

import (
	"cmp"
	"context"
	"slices"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// order is the order of the layers as QGIS lists them. What is not named comes after them, in the order of the tables.
var order = [...]string{"zones", "cells", "parcels", "accepted", "permitted", "gaps", "overlaps", "residue", "contested", "cell_pairs", "facts", "people", "assignments"}

// Write writes every layer and table in the working CRS, and the extra ones behind them. It returns an error if the file cannot be
// written or ctx ends; what there is of the file is left then.
func Write(ctx context.Context, s *snapshot.Snapshot, path string, extra ...snapshot.Layer) error {
	crs, err := gdal.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return err
	}
	w, err := gdal.CreateVector(path, "GPKG")
	if err != nil {
		return err
	}
	for _, l := range append(layers(s), extra...) {
		if err := writeLayer(ctx, w, crs, l); err != nil {
			w.Close()
			return err
		}
	}
	return w.Close()
}

// layers are all of a snapshot: its tables, and those that take a question to fill.
func layers(s *snapshot.Snapshot) []snapshot.Layer {
	place := func(l snapshot.Layer) int {
		if i := slices.Index(order[:], l.Name); i >= 0 {
			return i
		}
		return len(order)
	}
	out := append(s.Layers(), changeLayers(change.New(coverage.New(s, nil)))...)
	slices.SortStableFunc(out, func(a, b snapshot.Layer) int { return cmp.Compare(place(a), place(b)) })
	return out
}

func writeLayer(ctx context.Context, w *gdal.VectorWriter, crs gdal.CRS, l snapshot.Layer) error {
	kind := "MultiPolygon"
	if l.Shapes == nil {
		kind = "None"
	}
	types := map[snapshot.FieldType]gdal.FieldType{snapshot.String: gdal.String, snapshot.Real: gdal.Real, snapshot.Integer: gdal.Integer}
	spec := gdal.LayerSpec{Name: l.Name, CRS: crs, Geometry: kind}
	for _, f := range l.Fields {
		spec.Fields = append(spec.Fields, gdal.Field{Name: f.Name, Type: types[f.Type]})
	}
	out, err := w.AddLayer(spec)
	if err != nil {
		return err
	}
	for i := range l.Rows {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var g geom.T
		if l.Shapes != nil {
			g = l.Shapes.Feature(i)
		}
		if err := out.Write(l.Row(i), g); err != nil {
			return err
		}
	}
	return nil
}
