package raster

import "github.com/twpayne/go-geom"

func simplify(mp *geom.MultiPolygon, tolerance float64) *geom.MultiPolygon { return mp }
