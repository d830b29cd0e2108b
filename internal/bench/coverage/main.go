// Command coverage measures gaps and overlaps of all villages against PostGIS, in one run on the same data.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/internal/bench"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/arrange"
	"github.com/qingshan-gis/qingshan/spatial/overlay"
)

// uncovered are the answers of the shared benchmark for seed 20260 in m², planar.
var uncovered = map[string]float64{"S": 101343633.213, "M": 285821600.717, "L": 1162452038.174}

func main() {
	log.SetFlags(0)
	scales := flag.String("scales", "S,M", "landscapes to measure: S, M, L")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "qingshan-bench"), "where landscapes are kept between runs")
	parcels := flag.Bool("parcels", false, "also measure the overlay with forest parcels, which no rival does")
	rival := flag.Bool("postgis", true, "compare with PostGIS where it is installed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, scale := range strings.Split(*scales, ",") {
		if err := measure(ctx, *dir, scale, *parcels, *rival); err != nil {
			log.Fatal(err)
		}
	}
}

// figures are the times of one landscape.
type figures struct {
	mesh, covers, facts, pairs, parcels time.Duration
}

func measure(ctx context.Context, dir, scale string, parcels, rival bool) error {
	folder, err := bench.Landscape(ctx, dir, scale)
	if err != nil {
		return err
	}
	villages, err := bench.Layer(ctx, folder, "villages")
	if err != nil {
		return err
	}
	cells, err := bench.Layer(ctx, folder, "cells")
	if err != nil {
		return err
	}
	fmt.Printf("\nscale %s: %d villages, %d cells, %d vertices; %d threads; load %s\n", scale, villages.Len(), cells.Len(),
		villages.Vertices()+cells.Vertices(), runtime.NumCPU(), bench.Load())
	f, err := ours(ctx, scale, villages, cells)
	if err != nil {
		return err
	}
	if parcels {
		layer, err := bench.Layer(ctx, folder, "parcels")
		if err != nil {
			return err
		}
		if f.parcels, err = bench.Best(1, func() error { return facts(ctx, villages, cells, layer) }); err != nil {
			return err
		}
	}
	whole := f.mesh + f.covers
	rows := [][]string{{"", "time", "PostGIS takes"},
		{"index and shared borders of the cells", bench.Ms(f.mesh), ""},
		{"gaps and overlaps of every village, polygons and areas", bench.Ms(f.covers), ""},
		{"both together", bench.Ms(whole), ""},
		{"ground by exact set of cells (facts without parcels)", bench.Ms(f.facts), ""},
		{"overlapping pairs of cells", bench.Ms(f.pairs), ""}}
	if parcels {
		rows = append(rows, []string{"ground by set of cells and parcel (facts)", bench.Ms(f.parcels), ""})
	}
	bench.Table(append(rows, []string{"peak memory", fmt.Sprintf("%d MiB", bench.PeakRSS()), ""})...)
	if !rival {
		return nil
	}
	return compare(ctx, folder, scale, f)
}

func ours(ctx context.Context, scale string, villages, cells *spatial.Polygons) (f figures, err error) {
	const runs = 7
	options := overlay.Options{Workers: runtime.NumCPU()}
	var mesh *arrange.Mesh
	if f.mesh, err = bench.Best(runs, func() (err error) {
		mesh, err = arrange.NewMesh(ctx, cells, nil, runtime.NumCPU())
		return err
	}); err != nil {
		return f, err
	}
	var covers []overlay.Cover
	if f.covers, err = bench.Best(runs, func() (err error) {
		covers, err = overlay.Covers(ctx, villages, mesh, []area.Measure{area.Planar()}, options)
		return err
	}); err != nil {
		return f, err
	}
	gap := 0.0
	for _, c := range covers {
		gap += c.GapAreas[0]
	}
	if math.Abs(gap/uncovered[scale]-1) > 1e-8 {
		return f, fmt.Errorf("scale %s: %.3f m² uncovered, the benchmark's answer is %.3f", scale, gap, uncovered[scale])
	}
	var none spatial.Builder
	parcels := none.Build()
	if f.facts, err = bench.Best(2, func() error { return facts(ctx, villages, cells, parcels) }); err != nil {
		return f, err
	}
	f.pairs, err = bench.Best(2, func() error {
		_, err := overlay.Pairs(ctx, cells, nil, nil, options)
		return err
	})
	return f, err
}

func facts(ctx context.Context, villages, cells, parcels *spatial.Polygons) error {
	_, err := overlay.Arrange(ctx, overlay.Layers{Grounds: villages, Covers: cells, Parcels: parcels, Measures: []area.Measure{area.Planar()}},
		overlay.Options{Workers: runtime.NumCPU()})
	return err
}

// compare does the same work in PostGIS: validity is taken for granted on both sides, indexes are built beforehand.
func compare(ctx context.Context, folder, scale string, f figures) (err error) {
	pg, err := bench.StartPostGIS(ctx)
	if errors.Is(err, bench.ErrNoPostGIS) {
		fmt.Println(err)
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pg.Stop()) }()
	for _, layer := range []string{"villages", "cells"} {
		if err := pg.Load(ctx, filepath.Join(folder, layer+".fgb"), layer); err != nil {
			return err
		}
	}
	const areas = `SELECT sum(ST_Area(CASE WHEN u.g IS NULL THEN v.geom ELSE ST_Difference(v.geom, u.g) END)) FROM villages v
		LEFT JOIN LATERAL (SELECT ST_Union(c.geom) g FROM cells c WHERE ST_Intersects(c.geom, v.geom)) u ON true`
	const pairs = `SELECT count(*), sum(a) FROM (SELECT ST_Area(ST_Intersection(a.geom, b.geom)) a FROM cells a JOIN cells b
		ON a.gid < b.gid AND ST_Overlaps(a.geom, b.geom)) p WHERE a > 1e-6`
	two, out, err := pg.Timed(ctx, areas+" WHERE v.vid % 2 = 0", areas+" WHERE v.vid % 2 = 1")
	if err != nil {
		return err
	}
	var a, b float64
	if _, err := fmt.Sscan(out[0]+" "+out[1], &a, &b); err != nil || math.Abs((a+b)/uncovered[scale]-1) > 1e-8 {
		return fmt.Errorf("scale %s: PostGIS finds %v m² uncovered: %w", scale, out, err)
	}
	one, _, err := pg.Timed(ctx, areas)
	if err != nil {
		return err
	}
	overlaps, _, err := pg.Timed(ctx, pairs)
	if err != nil {
		return err
	}
	bench.Table([]string{"PostGIS, indexed", "time", "against gaps and overlaps", "against the same with index"},
		[]string{"gap areas, 2 sessions", bench.Ms(two), bench.Times(two, f.covers), bench.Times(two, f.mesh+f.covers)},
		[]string{"gap areas, 1 session", bench.Ms(one), bench.Times(one, f.covers), bench.Times(one, f.mesh+f.covers)},
		[]string{"overlapping pairs, 1 session", bench.Ms(overlaps), "against pairs: " + bench.Times(overlaps, f.pairs), ""})
	return nil
}
