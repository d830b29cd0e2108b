package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// woods writes an invented county of 2 × 1 km in EPSG:4549 with two villages, a cell and a parcel in each, a permit, and three
// scenes of 100 × 50 pixels of 20 m. All borders but the permit's lie on pixel borders, so that every number is known by hand.
func woods(t *testing.T) (dir, project string) {
	t.Helper()
	dir = t.TempDir()
	layer := func(name string, rows ...string) {
		write(t, filepath.Join(dir, name+".geojson"), `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[`+strings.Join(rows, ",")+`]}`)
	}
	row := func(props string, x0, x1 float64) string {
		const ox, y0, y1 = 500000, 3320000, 3321000
		return fmt.Sprintf(`{"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":[[[%[2]f,%[4]d],[%[3]f,%[4]d],[%[3]f,%[5]d],[%[2]f,%[5]d],[%[2]f,%[4]d]]]}}`, props, ox+x0, ox+x1, y0, y1)
	}
	layer("county", row(`"code":"999903","name":"虚构三县"`, 0, 2000))
	layer("villages", row(`"code":"999903001","name":"甲村","up":"999903"`, 0, 1000), row(`"code":"999903002","name":"乙村","up":"999903"`, 1000, 2000))
	layer("cells", row(`"gid":"g1","ranger":"孙某"`, 0, 1000), row(`"gid":"g2","ranger":""`, 1000, 2000))
	layer("parcels", row(`"pid":"p1","class":"0111","cat":"公益林"`, 200, 900), row(`"pid":"p2","class":"0111","cat":"商品林"`, 1000, 1500))
	layer("permits", row(`"id":"k1","no":"林许准〔2026〕1号","to":"2026-12-31"`, 1100, 1130))
	scene(t, filepath.Join(dir, "t0.tif"), func(x, y float64) float64 { return 7000 })
	first := func(x, y float64) bool { return x > 600 && x < 860 && y > 400 && y < 520 }    // 31,200 m² of p1
	second := func(x, y float64) bool { return x > 1100 && x < 1160 && y > 400 && y < 460 } // 3,600 m² of p2
	scene(t, filepath.Join(dir, "t1.tif"), func(x, y float64) float64 {
		if first(x, y) {
			return 2000
		}
		return 7000
	})
	scene(t, filepath.Join(dir, "t2.tif"), func(x, y float64) float64 {
		switch {
		case x > 1600 && y > 800: // cloud over 80,000 m² of 乙村
			return -32768
		case first(x, y) || second(x, y):
			return 2000
		}
		return 7000
	})
	project = filepath.Join(dir, "qingshan.yaml")
	write(t, project, `name: 虚构三县
date: 2026-10-01
zones:
  - {path: county.geojson, level: county, code: code, name: name}
  - {path: villages.geojson, level: village, code: code, name: name, parent: up}
cells: [{path: cells.geojson, id: gid, ranger: ranger}]
parcels: [{path: parcels.geojson, id: pid, class: class, category: cat}]
permitted: [{path: permits.geojson, id: id, permit: "no", valid_to: to}]
scenes:
  - {path: t0.tif, quantity: ndvi, date: 2026-07-01, scale: 0.0001}
  - {path: t1.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}
  - {path: t2.tif, quantity: ndvi, date: 2026-09-25, scale: 0.0001}
rules: {coverage: {forest_classes: ["0111"]}, change: [{name: ndvi-drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}]}
`)
	return dir, project
}

// scene writes a raster over the county; x and y are metres from its south-western corner to a pixel's centre.
func scene(t *testing.T, path string, value func(x, y float64) float64) {
	t.Helper()
	crs, err := gdal.ParseCRS("EPSG:4549")
	if err != nil {
		t.Fatal(err)
	}
	nodata := -32768.0
	g := raster.Grid{Width: 100, Height: 50, Affine: [6]float64{500000, 20, 0, 3321000, 0, -20}}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: crs, DataType: "Int16", Nodata: &nodata, BlockSize: 64})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, g.Width*g.Height)
	for i := range values {
		values[i] = value(float64(i%g.Width)*20+10, 1000-float64(i/g.Width)*20-10)
	}
	if err := w.Write(raster.Window{W: g.Width, H: g.Height}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestChangesByHand(t *testing.T) {
	dir, project := woods(t)
	must(t, "ingest", "--project", project)
	ch := ask[changesDoc](t, "changes", "--project", project, "--planar", "EPSG:4549")
	if len(ch.Rows) != 1 || ch.Total.Patches != 1 {
		t.Fatalf("%+v", ch.Rows)
	}
	r := ch.Rows[0]
	near(t, "part", r.PartM2, 3600, 1e-9)
	near(t, "monitored share of 乙村", *r.MonitoredShare, 0.92, 1e-9)
	near(t, "permitted", r.PermittedShare, 0.5, 1e-6)
	if r.Patch != "ndvi-drop-20260925-1" || r.Severity != "ordinary" || len(r.Flags) != 0 || r.Due != "2026-10-31" || r.FirstSeen != "2026-09-25" || r.ClusterPatches != 1 {
		t.Errorf("%+v", r)
	}
	before := ask[changesDoc](t, "changes", "--project", project, "--t1", "2026-08-01")
	if r = before.Rows[0]; r.Severity != "severe" || r.Flags[0].Flag != "protective" || r.Due != "2026-10-08" {
		t.Errorf("%+v", r)
	}
	near(t, "ratio", r.Flags[0].Ratio, 31200/(10000.0/15)/5, 1e-4)

	near(t, "monitored", ch.Total.MonitoredShare, 0.96, 1e-9)
	zones := askCSV(t, "stats", "--project", project, "--layer", "zones")
	states := map[string]string{}
	for _, z := range zones {
		states[z["id"]] = z["state"]
	}
	if want := (map[string]string{"999903": "changed", "999903001": "unchanged", "999903002": "changed"}); !reflect.DeepEqual(states, want) {
		t.Errorf("%v, want %v", states, want)
	}
	unseen := askCSV(t, "stats", "--project", project, "--layer", "cells", "--unobserved", "--since", "2026-09-01")
	share, _ := strconv.ParseFloat(unseen[0]["since_share"], 64)
	if len(unseen) != 1 || unseen[0]["id"] != "g2" || math.Abs(share-0.92) > 1e-9 {
		t.Errorf("%v", unseen)
	}
	if unseen = askCSV(t, "stats", "--project", project, "--layer", "cells", "--unobserved", "--since", "2026-08-01"); unseen[0]["unobserved_since_m2"] != "0" {
		t.Errorf("since an older scene that saw all: %v", unseen)
	}
	for layer, want := range map[string]string{"parcels": "p2", "cells": "g2"} {
		if rows := askCSV(t, "stats", "--project", project, "--layer", layer, "--zone", "999903002"); len(rows) != 1 || rows[0]["id"] != want || rows[0]["state"] != "changed" {
			t.Errorf("%s with ground in 乙村: %v", layer, rows)
		}
	}
	series := ask[seriesDoc](t, "series", "--project", project, "--layer", "parcels", "--id", "p1")
	lost := 31200.0 / 700000
	for i, want := range []float64{0.7, 0.7 - 0.5*lost, 0.7 - 0.5*lost} {
		near(t, "mean on "+series.Rows[i].Date, *series.Rows[i].Mean, want, 1e-9)
	}
	if o := must(t, "changes", "--project", project); !strings.Contains(o.stdout, "92.00%") {
		t.Errorf("the table states no monitored share:\n%s", o.stdout)
	}
	for _, args := range [][]string{{"series", "--layer", "parcels", "--id", "p9"}, {"series", "--id", "999903", "--quantity", "evi"}, {"changes", "--t1", "2026-07-01"}, {"stats", "--since", "2026-07-01"},
		{"changes", "--format", "xlsx"}, {"changes", "--format", "gpkg"}} {
		if o := qingshan(t, append(args, "--project", project)...); o.code != exitUsage {
			t.Errorf("%v: exit code %d: %s", args, o.code, o.stderr)
		}
	}
	files(t, dir, project)
}

// files writes answers in every file format and reads them back.
func files(t *testing.T, dir, project string) {
	t.Helper()
	out := func(name string) string { return filepath.Join(dir, name) }
	must(t, "changes", "--project", project, "--format", "gpkg", "--out", out("c.gpkg"))
	must(t, "changes", "--project", project, "--format", "shp", "--out", out("c.shp"))
	must(t, "changes", "--project", project, "--format", "xlsx", "--out", out("c.xlsx"))
	must(t, "changes", "--project", project, "--format", "csv", "--out", out("c.csv"))
	must(t, "coverage", "--project", project, "--demand", "forest", "--format", "gpkg", "--out", out("g.gpkg"))
	must(t, "gaps", "--project", project, "--format", "xlsx", "--out", out("g.xlsx"))
	must(t, "stats", "--project", project, "--layer", "parcels", "--format", "xlsx", "--out", out("s.xlsx"))
	must(t, "series", "--project", project, "--id", "999903", "--format", "xlsx", "--out", out("series.xlsx"))
	if o := qingshan(t, "changes", "--project", project, "--format", "gpkg", "--out", out("c.gpkg")); o.code != exitUsage || !strings.Contains(o.stderr, "there already") {
		t.Errorf("over a file that is there: exit code %d: %s", o.code, o.stderr)
	}
	if cpg, err := os.ReadFile(out("c.cpg")); err != nil || strings.TrimSpace(string(cpg)) != "UTF-8" {
		t.Errorf("c.cpg says %q (%v)", cpg, err)
	}
	for _, name := range []string{"c.gpkg", "c.shp"} {
		layer := ""
		if name == "c.gpkg" {
			layer = "changes"
		}
		n := 0
		err := gdal.ReadLayer(context.Background(), out(name), layer, gdal.Options{}, func(info gdal.LayerInfo, r gdal.Record) error {
			n++
			values := map[string]any{}
			for i, f := range info.Fields {
				values[f.Name] = r.Values[i]
				if name == "c.shp" && len(f.Name) > 10 {
					t.Errorf("field %s has %d bytes", f.Name, len(f.Name))
				}
			}
			if values["zone_name"] != "乙村" || values["patch"] != "ndvi-drop-20260925-1" || math.Abs(values["part_m2"].(float64)-3600) > 0.01 || info.CRS.String() != "EPSG:4549" {
				t.Errorf("%s: %v in %s", name, values, info.CRS)
			}
			return nil
		})
		if err != nil || n != 1 {
			t.Errorf("%s: %d features, %v", name, n, err)
		}
	}
	checkWorkbook(t, out("c.xlsx"))
}

func checkWorkbook(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	rows, err := f.GetRows(sheets[0])
	if err != nil || len(rows) != 2 || len(sheets) != 2 {
		t.Fatalf("%d rows in %v: %v", len(rows), sheets, err)
	}
	at := map[string]string{}
	for i, h := range rows[0] {
		if !strings.ContainsFunc(h, func(r rune) bool { return r > 0x4e00 }) {
			t.Errorf("head %q has no Chinese", h)
		}
		if i < len(rows[1]) {
			at[strings.Fields(h)[0]] = rows[1][i]
		}
	}
	if at["part_mu"] != "5.40" || at["part_m2"] != "3,600.00" || at["monitored_share"] != "92.00%" || at["zone_name"] != "乙村" || at["permitted_share"] != "50.00%" {
		t.Errorf("%v", at)
	}
	if panes, err := f.GetPanes(sheets[0]); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the head is not frozen: %+v %v", panes, err)
	}
	about, err := f.GetRows(sheets[1])
	text := fmt.Sprint(about)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ndvi-drop", "2026-08-01", "2026-09-25", "ellipsoidal", "96.00%", "snapshot"} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet about the answer does not say %s: %s", want, text)
		}
	}
}

// TestChangesOverHTTP: the same answers, and files as attachments.
func TestChangesOverHTTP(t *testing.T) {
	_, project := woods(t)
	must(t, "ingest", "--project", project)
	base, _ := startServer(t, project)
	for path, args := range map[string][]string{
		"changes?t1=2026-08-01":                              {"changes", "--t1", "2026-08-01"},
		"stats?layer=parcels":                                {"stats", "--layer", "parcels"},
		"stats?layer=zones&unobserved=true&since=2026-08-01": {"stats", "--unobserved", "--since", "2026-08-01"},
		"series?layer=cells&id=g2":                           {"series", "--layer", "cells", "--id", "g2"},
	} {
		code, _, body := get(t, base+"/api/"+path)
		var one, other any
		if err := json.Unmarshal([]byte(body), &one); code != 200 || err != nil {
			t.Fatalf("%s: %d %v %s", path, code, err, body)
		}
		if err := json.Unmarshal([]byte(must(t, append(args, "--format", "json", "--project", project)...).stdout), &other); err != nil || !reflect.DeepEqual(one, other) {
			t.Errorf("%s differs from the command's answer", path)
		}
	}
	for path, want := range map[string]string{"changes?format=xlsx": "changes-", "changes?format=gpkg": "changes-", "coverage?format=xlsx": "coverage-", "series?id=999903&format=xlsx": "series-"} {
		code, h, body := get(t, base+"/api/"+path)
		if code != 200 || !strings.HasPrefix(h.Get("Content-Disposition"), `attachment; filename="`+want) || len(body) < 1000 {
			t.Errorf("%s: %d %q, %d bytes", path, code, h.Get("Content-Disposition"), len(body))
		}
	}
	for path, want := range map[string]int{"series?id=nobody": 400, "series?layer=trees&id=1": 400, "stats?since=2026-08-01": 400, "stats?format=gpkg": 400, "changes?t1=2020-01-01": 400, "changes?format=shp": 400} {
		if code, _, body := get(t, base+"/api/"+path); code != want {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
}

// TestPatchesOverNights: the next night's snapshot knows the patches again.
func TestPatchesOverNights(t *testing.T) {
	dir, project := woods(t)
	must(t, "ingest", "--project", project)
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, strings.NewReplacer("date: 2026-10-01\n", "date: 2026-10-02\n", "  - {path: t0.tif, quantity: ndvi, date: 2026-07-01, scale: 0.0001}\n", "").Replace(string(text)))
	// The second cut has grown by a column.
	scene(t, filepath.Join(dir, "t2.tif"), func(x, y float64) float64 {
		if x > 600 && x < 860 && y > 400 && y < 520 || x > 1100 && x < 1180 && y > 400 && y < 460 {
			return 2000
		}
		return 7000
	})
	must(t, "ingest", "--project", project)
	ch := ask[changesDoc](t, "changes", "--project", project, "--planar", "EPSG:4549")
	r := ch.Rows[0]
	if ch.Total.Patches != 1 || r.Patch != "ndvi-drop-20260925-1" || math.Abs(r.PatchM2-4800) > 1e-3 || r.Due != "2026-10-31" {
		t.Errorf("%+v", r)
	}
}
