package main

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func near(t *testing.T, what string, got, want, relative float64) {
	t.Helper()
	if math.Abs(got-want) > relative*math.Abs(want) {
		t.Errorf("%s: %.9f, want %.9f (relative %.1e)", what, got, want, got/want-1)
	}
}

// TestBenchS compares with the answers of PostGIS, shapely, GRASS, numpy and exactextract in the bench's README.
func TestBenchS(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	gen := shared.Path(t, "bench", "gen.py")
	fixedClock(t)
	dir := t.TempDir()
	if out, err := exec.Command("/usr/bin/python3", gen, "--scale", "S", "--check", "0", "--out", dir).CombinedOutput(); err != nil {
		t.Skipf("the bench's generator does not run here (Debian's python3-gdal and python3-numpy are needed): %v\n%s", err, out)
	}
	project := filepath.Join(dir, "qingshan.yaml")
	write(t, project, `name: bench S
date: 2026-10-01
zones:
  - {path: counties.gpkg, level: county, code: code, parent: parent}
  - {path: townships.gpkg, level: township, code: code, parent: parent}
  - {path: villages.gpkg, level: village, code: code, parent: parent}
cells: [{path: cells.gpkg, id: gid, ranger: ranger}]
parcels: [{path: parcels.gpkg, id: pid, class: species}]
scenes:
  - {path: ndvi_t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}
  - {path: ndvi_t1.tif, quantity: ndvi, date: 2026-10-01, scale: 0.0001}
rules: {change: [{name: ndvi-drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}]}
`)
	mustFigures(t, project)
	g := newGolden(t, filepath.Join(dir, "cells.gpkg"))
	g.pinSnapshot(t, "bench S", store.OpenDir(filepath.Join(dir, "store")))
	g.compare(t)
	cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549", "--level", "village")
	near(t, "sum of village areas", cov.Total.Demand, 2161381072.431, 1e-8)
	near(t, "uncovered area", cov.Total.Gap, 101343633.213, 1e-8)
	withGap, sum := 0, 0.0
	for _, r := range cov.Rows {
		sum += r.Demand
		if r.Gaps > 0 {
			withGap++
		}
		near(t, "identity of "+r.Zone, r.Covered+r.Gap+r.Accepted, r.Demand, 1e-9)
	}
	near(t, "rows against total", sum, cov.Total.Demand, 1e-9)
	if len(cov.Rows) != 306 || withGap != 117 || cov.Total.Gaps != 136 || cov.Total.OverlapPairs != 184 {
		t.Errorf("%d villages, %d with a gap, %d gaps, %d overlapping pairs; want 306, 117, 136, 184", len(cov.Rows), withGap, cov.Total.Gaps, cov.Total.OverlapPairs)
	}
	// Grown cells carry coordinates off the 1 mm grid; snapping them moves this sum by 0.4 m².
	near(t, "pairwise overlap", cov.Total.PairsM2, 6666951.074, 1e-7)

	ch := ask[changesDoc](t, "changes", "--project", project, "--planar", "EPSG:4549")
	if ch.Pixels.Valid != 24383815 || ch.Pixels.Changed != 125162 || math.Round(ch.Pixels.Sum*1e4) != -757431880 {
		t.Errorf("pixels %+v", ch.Pixels)
	}
	largest, whole := 0.0, map[string]float64{}
	for _, r := range ch.Rows {
		largest = max(largest, r.PatchM2)
		whole[r.Patch] += r.PartM2
	}
	for _, r := range ch.Rows {
		if math.Abs(whole[r.Patch]-r.PatchM2) > 0.01 {
			t.Fatalf("patch %s: parts add up to %.3f of %.3f m²", r.Patch, whole[r.Patch], r.PatchM2)
		}
	}
	if ch.Total.Patches != 875 || math.Abs(ch.Total.AreaM2-12025300) > 0.5 || largest != 110700 {
		t.Errorf("%d patches, %.1f m², largest %.1f", ch.Total.Patches, ch.Total.AreaM2, largest)
	}
	benchStats(t, project, "parcels", nil, 22332553.2425, -35.28049919102, 259.7741004107, 323)
	benchStats(t, project, "zones", []string{"--level", "village"}, 21015995.6354, -37.4077589566792, 396.0606003039, 1)
	if p := assignAndIngest(t, project, "cells.gpkg", "all"); p.Total.Gaps != 136 {
		t.Errorf("%+v", p.Total)
	}
}

func benchStats(t *testing.T, project, layer string, more []string, counts, means, stdevs float64, empty int) {
	t.Helper()
	rows := askCSV(t, append([]string{"stats", "--project", project, "--layer", layer, "--rule", "ndvi-drop"}, more...)...)
	var count, mean, stdev float64
	n := 0
	for _, r := range rows {
		c, _ := strconv.ParseFloat(r["count"], 64)
		count += c
		if r["mean"] == "" {
			continue
		}
		n++
		m, _ := strconv.ParseFloat(r["mean"], 64)
		s, _ := strconv.ParseFloat(r["stdev"], 64)
		mean, stdev = mean+m*1e4, stdev+s*1e4
	}
	near(t, layer+": sum of counts", count, counts, 1e-9)
	near(t, layer+": mean of means", mean/float64(n), means, 1e-6)
	near(t, layer+": mean stdev", stdev/float64(n), stdevs, 1e-6)
	if len(rows)-n != empty {
		t.Errorf("%s: %d without a valid pixel, want %d", layer, len(rows)-n, empty)
	}
}

// TestZhejiang lays a grid over the 90 real counties, takes cells out and finds their ground again.
func TestZhejiang(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	shp := shared.Path(t, "data", "zhejiang_counties", "zhejiang_district.shp")
	dir := t.TempDir()
	zones := fmt.Sprintf(`name: 浙江
zones:
  - {path: %[1]q, level: province, code: pradcode, name: prname, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: city, code: ctadcode, name: ctname, parent: pradcode, crs: "EPSG:4490", dissolve: true}
  - {path: %[1]q, level: county, code: adcode, name: name, parent: ctadcode, crs: "EPSG:4490"}
`, shp)
	project, cells := filepath.Join(dir, "qingshan.yaml"), filepath.Join(dir, "cells.gpkg")
	write(t, project, zones)
	must(t, "grid", "--project", project, "--size", "5km", "--out", cells)
	const taken = "fid % 40 = 7"
	deleted := 0.0
	var crs gdal.CRS
	err := gdal.ReadLayer(context.Background(), cells, "", gdal.Options{Where: taken}, func(info gdal.LayerInfo, r gdal.Record) error {
		crs = info.CRS
		deleted += float64(area.Planar().Multi(r.Geometry)) // the working CRS is an equal-area one
		return nil
	})
	if err != nil || deleted == 0 {
		t.Fatalf("deleted cells: %v m², %v", deleted, err)
	}
	write(t, project, zones+"cells: [{path: cells.gpkg, id: gid, where: \"NOT ("+taken+")\"}]\n")
	mustFigures(t, project)
	cov := ask[coverageDoc](t, "coverage", "--project", project)
	near(t, "gap in "+crs.String(), cov.Total.Gap, deleted, 1e-6)
	levels := map[string]int{}
	for _, r := range cov.Rows {
		levels[r.Level]++
		near(t, "identity of "+r.Name, r.Covered+r.Gap+r.Accepted, r.Demand, 1e-9)
	}
	if levels["province"] != 1 || levels["city"] != 11 || levels["county"] != 90 || cov.Rows[0].Name != "浙江省" {
		t.Errorf("levels %v, first row %s", levels, cov.Rows[0].Name)
	}
	if cov.Total.Unassigned > 1 || cov.Total.Contested > 1 {
		t.Errorf("unassigned %.3f, contested %.3f m² in an exact coverage", cov.Total.Unassigned, cov.Total.Contested)
	}
	planar := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:32650", "--level", "province")
	near(t, "area of Zhejiang in EPSG:32650, km²", planar.Rows[0].Demand/1e6, 107431.05, 1e-7)
}

// TestEVI2 counts real Sentinel-2 pixels in a CRS far away from China.
func TestEVI2(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	folder := shared.Path(t, "data", "brazil_rasters")
	dir := t.TempDir()
	box := func(id string, x0, y0, x1, y1 float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q},"geometry":{"type":"Polygon","coordinates":[[[%[2]g,%[3]g],[%[4]g,%[3]g],[%[4]g,%[5]g],[%[2]g,%[5]g],[%[2]g,%[3]g]]]}}`, id, x0, y0, x1, y1)
	}
	head := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32720"}},"features":[`
	write(t, filepath.Join(dir, "zone.geojson"), head+box("1", 199920, 8790160, 309840, 8900080)+"]}")
	write(t, filepath.Join(dir, "cells.geojson"), head+box("west", 199920, 8790160, 250000, 8900080)+","+box("east", 250000, 8790160, 309840, 8900080)+"]}")
	project := filepath.Join(dir, "qingshan.yaml")
	write(t, project, fmt.Sprintf(`zones: [{path: zone.geojson, level: county, code: code}]
cells: [{path: cells.geojson, id: code}]
scenes: [{path: %q, quantity: evi2, scale: 0.0001}]
rules: {change: [{name: drop, quantity: evi2, drop: 0.15, min_area_mu: 0}, {name: rise, quantity: evi2, rise: 0.15, min_area_mu: 0}]}
`, filepath.Join(folder, "cube_20LKP_EVI2_*.tif")))
	must(t, "ingest", "--project", project)
	drop := ask[changesDoc](t, "changes", "--project", project, "--rule", "drop", "--planar", "EPSG:32720")
	if p := drop.Pixels; p.Valid != 465445 || p.OneDate != 117 || p.Changed != 2525 {
		t.Errorf("drop: %+v, want 465445 valid, 117 at one date, 2525 changed", p)
	}
	near(t, "area of all drops", drop.Total.AreaM2, 2525*160*160, 1e-9)
	if rise := ask[changesDoc](t, "changes", "--project", project, "--rule", "rise"); rise.Pixels.Changed != 2 {
		t.Errorf("rise: %d pixels, want 2", rise.Pixels.Changed)
	}
	// The whole scene is one zone: its statistics are those of all pixels.
	rows := askCSV(t, "stats", "--project", project, "--layer", "zones", "--rule", "drop")
	count, _ := strconv.ParseFloat(rows[0]["count"], 64)
	near(t, "pixels in the zone", count, 465445, 1e-9)
}

// TestOntario takes real stands with holes as parcels, in a CRS without an EPSG code, with a float raster over them.
func TestOntario(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	folder := shared.Path(t, "data", "ontario_stands")
	dir := t.TempDir()
	stands, scene := filepath.Join(folder, "inventory_polygons.shp"), filepath.Join(folder, "mraster.tif")
	infos, err := gdal.Layers(stands, gdal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := infos[0].Extent
	zone, err := gdal.CreateVector(filepath.Join(dir, "zone.gpkg"), "GPKG")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"zone", "cells"} {
		l, err := zone.AddLayer(gdal.LayerSpec{Name: name, CRS: infos[0].CRS, Geometry: "MultiPolygon", Fields: []gdal.Field{{Name: "id"}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Write([]any{"1"}, rectangle(e.MinX, e.MinY, e.MaxX, e.MaxY)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zone.Close(); err != nil {
		t.Fatal(err)
	}
	project := filepath.Join(dir, "qingshan.yaml")
	write(t, project, fmt.Sprintf(`zones: [{path: zone.gpkg, layer: zone, level: county, code: id}]
cells: [{path: zone.gpkg, layer: cells, id: id}]
parcels: [{path: %q, id: fid}]
scenes:
  - {path: %[2]q, quantity: height, date: 2018-07-01, band: 1}
  - {path: %[2]q, quantity: height, date: 2018-08-01, band: 1}
rules: {quarantine_limit: 0, change: [{name: drop, quantity: height, drop: 1}]}
`, stands, scene))
	must(t, "ingest", "--project", project)
	forest := ask[coverageDoc](t, "coverage", "--project", project, "--demand", "forest", "--planar", infos[0].CRS.WKT())
	near(t, "stands tile the rectangle", forest.Total.Demand, 41328400, 1e-8)
	if forest.Total.Gap > 1e-3 {
		t.Errorf("gap %.6f m² under a cell that covers all", forest.Total.Gap)
	}
	ch := ask[changesDoc](t, "changes", "--project", project)
	if ch.Pixels.Valid != 373*277-12126 || ch.Pixels.Changed != 0 || ch.Total.Patches != 0 {
		t.Errorf("a scene against itself: %+v, %d patches; want %d valid pixels and no change", ch.Pixels, ch.Total.Patches, 373*277-12126)
	}
	rows := askCSV(t, "stats", "--project", project, "--layer", "parcels")
	if len(rows) != 632 {
		t.Errorf("%d stands, want 632", len(rows))
	}
}
