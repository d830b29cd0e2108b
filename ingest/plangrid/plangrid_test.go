package plangrid_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/plangrid"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// TestGridLiesOnTheIntakeGrid: candidate cells are written on the 1 mm grid, so that the ingest changes none of them, and they cover
// what they were laid over. Zones have slanted borders, in metres and in degrees; squares of whole and of broken millimetres.
func TestGridLiesOnTheIntakeGrid(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, c := range []struct {
		crs  string
		size float64
	}{{"EPSG:4549", 500}, {"EPSG:4549", 333.3333}, {"EPSG:4490", 700}} {
		dir := t.TempDir()
		// A ring of corners around a centre that two zones share, split by a slanted line.
		var corners []float64
		for i := range 12 {
			a, r := 2*math.Pi*float64(i)/12, 1500+800*rng.Float64()
			corners = append(corners, spatial.SnapToGrid(501000+r*math.Cos(a)), spatial.SnapToGrid(3321000+r*math.Sin(a)))
		}
		half := func(from int) []float64 {
			var ring []float64
			for k := range 7 {
				i := (from + k) % 12
				ring = append(ring, corners[2*i], corners[2*i+1])
			}
			return append(ring, ring[0], ring[1])
		}
		one1, two := half(0), half(6)
		if c.crs != "EPSG:4549" {
			one1, two = delivery.Through(t, "EPSG:4549", c.crs, one1), delivery.Through(t, "EPSG:4549", c.crs, two)
		}
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), c.crs, []string{"code"}, delivery.One(one1, "1"), delivery.One(two, "2"))
		proj := "crs: EPSG:4549\nzones: [{path: z.gpkg, level: village, code: code}]\n"
		write := filepath.Join(dir, "qingshan.yaml")
		if _, err := delivery.Ingest(t, dir, proj); err == nil {
			t.Fatal("a project without cells was taken")
		}
		p, err := project.LoadZones(write)
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(dir, "cells.gpkg")
		n, err := plangrid.Write(context.Background(), p, plangrid.Options{Size: c.size, Out: out, Progress: progress.Quiet{}})
		if err != nil {
			t.Fatal(err)
		}
		err = gdal.ReadLayer(context.Background(), out, "cells", gdal.Options{}, func(_ gdal.LayerInfo, rec gdal.Record) error {
			for _, v := range rec.Geometry.FlatCoords() {
				if v != spatial.SnapToGrid(v) {
					return fmt.Errorf("cell %v: %.9f is off the grid", rec.Values[0], v)
				}
			}
			if stated, ok := rec.Values[3].(float64); !ok || stated != spatial.PlanarArea(rec.Geometry) {
				return fmt.Errorf("cell %v states %v m², its polygon has %v", rec.Values[0], rec.Values[3], spatial.PlanarArea(rec.Geometry))
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s, %v m: %v", c.crs, c.size, err)
		}
		r := delivery.Taken(t, dir, proj+"cells: [{path: cells.gpkg, id: gid}]\n")
		m := r.Snapshot.Manifest.Sums
		// Corners on borders moved by up to half a millimetre: that much along the borders, as residue.
		if len(delivery.Remarked(r)) > 0 || m.Gaps > 0 || m.GapM2 > 30 || m.OverlapM2 > 1e-6 || r.Snapshot.Cells.Shapes.Len() != n {
			t.Errorf("%s, %v m: %v, %+v", c.crs, c.size, delivery.Remarked(r), m)
		}
	}
}
