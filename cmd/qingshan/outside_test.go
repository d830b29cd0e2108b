package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestPatchesOutsideZonesAreSaidApart: one patch in the zone, one across its border, one in no zone; areas are whole pixels of 20 m.
func TestPatchesOutsideZonesAreSaidApart(t *testing.T) {
	dir := t.TempDir()
	layer := func(name, properties string, x0, x1 int) {
		write(t, filepath.Join(dir, name+".geojson"), fmt.Sprintf(`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[{"type":"Feature",
			"properties":{%s},"geometry":{"type":"Polygon","coordinates":[[[%[2]d,3320000],[%[3]d,3320000],[%[3]d,3321000],[%[2]d,3321000],[%[2]d,3320000]]]}}]}`, properties, 500000+x0, 500000+x1))
	}
	layer("county", `"code":"999903"`, 0, 1000)
	layer("cells", `"gid":"g1"`, 0, 1000)
	layer("parcels", `"pid":"p1","class":"0111"`, 980, 2000)
	scene(t, filepath.Join(dir, "t0.tif"), func(x, y float64) float64 { return 7000 })
	scene(t, filepath.Join(dir, "t1.tif"), func(x, y float64) float64 {
		in := func(x0, x1 float64) bool { return x > x0 && x < x1 && y > 400 && y < 500 }
		if in(200, 300) || in(980, 1060) || in(1500, 1600) {
			return 2000
		}
		return 7000
	})
	project := filepath.Join(dir, "q.yaml")
	write(t, project, `store: ./store
zones: [{path: county.geojson, level: county, code: code}]
cells: [{path: cells.geojson, id: gid}]
parcels: [{path: parcels.geojson, id: pid, class: class}]
scenes:
  - {path: t0.tif, quantity: ndvi, date: 2026-07-01, scale: 0.0001}
  - {path: t1.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}
rules: {coverage: {forest_classes: ["0111"]}, change: [{name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}]}
`)
	o := must(t, "ingest", "--project", project)
	type answer struct {
		Rows  []part
		Total struct {
			Patches, Parts int
			AreaM2         float64 `json:"area_m2"`
			Outside        struct {
				Patches, Parts int
				AreaM2         float64 `json:"area_m2"`
			}
		}
	}
	for _, c := range []struct {
		args           []string
		patches, parts int
		m2             float64
		wholly, pieces int
		outside        float64
	}{
		{nil, 3, 4, 28000, 1, 2, 16000},
		{[]string{"--zone", "999903"}, 2, 2, 12000, 0, 0, 0},
		{[]string{"--demand", "forest"}, 2, 3, 18000, 1, 2, 16000},
	} {
		a := ask[answer](t, append([]string{"changes", "--project", project, "--planar", "EPSG:4549"}, c.args...)...)
		if a.Total.Patches != c.patches || a.Total.Parts != c.parts || len(a.Rows) != c.parts || a.Total.Outside.Patches != c.wholly || a.Total.Outside.Parts != c.pieces {
			t.Errorf("%v: %+v", c.args, a.Total)
		}
		near(t, "all", a.Total.AreaM2, c.m2, 1e-9)
		near(t, "outside", a.Total.Outside.AreaM2, c.outside, 1e-9)
	}
	const says = "of it outside every zone 其中责任区之外 24.0" // 16,000 m² are 24 亩
	for what, text := range map[string]string{"ingest": o.stdout, "changes": must(t, "changes", "--project", project, "--planar", "EPSG:4549").stdout} {
		if !strings.Contains(text, says) && !strings.Contains(text, strings.Replace(says, "24.0", "23.9", 1)) || !strings.Contains(text, "in 2 parts 块, 1 patches 图斑 wholly") {
			t.Errorf("%s: %s", what, text)
		}
	}
	if text := must(t, "changes", "--project", project, "--zone", "999903").stdout; strings.Contains(text, "outside every zone") {
		t.Errorf("within a zone: %s", text)
	}
}
