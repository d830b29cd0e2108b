package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// underScene writes a zone and two cells around all of a raster's pixels, in its CRS, and returns the beginning of a project file.
// The zone reaches beyond the pixels, so that each of them counts as a whole.
func underScene(t *testing.T, dir, scene string) string {
	t.Helper()
	info, err := gdal.InspectRaster(scene, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	g := info.Grid
	x0, y0 := g.ToWorld(-1, float64(g.Height)+1)
	x1, y1 := g.ToWorld(float64(g.Width)+1, -1)
	middle := (x0 + x1) / 2
	file, err := gdal.CreateVector(filepath.Join(dir, "ground.gpkg"), "GPKG")
	if err != nil {
		t.Fatal(err)
	}
	add := func(layer string, boxes map[string][4]float64) {
		l, err := file.AddLayer(gdal.LayerSpec{Name: layer, CRS: info.CRS, Geometry: "MultiPolygon", Fields: []gdal.Field{{Name: "id"}}})
		if err != nil {
			t.Fatal(err)
		}
		for id, b := range boxes {
			if err := l.Write([]any{id}, rectangle(b[0], b[1], b[2], b[3])); err != nil {
				t.Fatal(err)
			}
		}
	}
	add("zone", map[string][4]float64{"1": {x0, y0, x1, y1}})
	add("cells", map[string][4]float64{"west": {x0, y0, middle, y1}, "east": {middle, y0, x1, y1}})
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return "date: 2026-10-01\nzones: [{path: ground.gpkg, layer: zone, level: county, code: id}]\ncells: [{path: ground.gpkg, layer: cells, id: id}]\n"
}

// seriesDoc is a series as a client sees it.
type seriesDoc struct {
	Quantity string `json:"quantity"`
	Rows     []struct {
		Date       string   `json:"date"`
		Mean       *float64 `json:"mean"`
		Stdev      *float64 `json:"stdev"`
		Count      float64  `json:"count"`
		ValidShare float64  `json:"valid_share"`
		State      string   `json:"state"`
		Classes    []struct {
			Class int
			Share float64
		} `json:"classes"`
	} `json:"rows"`
}

// TestProdes counts the forest of Rondônia at the end of three years, and what was cleared between them, from one raster of years.
// The last scene has no forest, so that a rule from forest to none counts all there was.
func TestProdes(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	path := filepath.Join(shared.Path(t, "data", "brazil_rasters"), "PRODES_AMZ_rondonia_30m_d2007_d2021.tif")
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	// 1 is forest today; 7…17, 27, 29 and 33 were forest until 2008…2018, 2019, 2020 and 2021.
	classes := []string{"1, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 27, 29, 33", "1, 15, 16, 17, 27, 29, 33", "1", "99"}
	text := underScene(t, dir, path) + "scenes:\n"
	for i, year := range []int{2007, 2015, 2021, 2022} {
		text += fmt.Sprintf("  - {path: %q, quantity: forest, date: %d-12-31, kind: class, classes: [%s]}\n", path, year, classes[i])
	}
	write(t, project, text+"rules: {change: [{name: cleared, quantity: forest, from: [1], to: [0], min_area_mu: 20000000}]}\n")
	mustFigures(t, project)
	forest := int64(0)
	want := []int64{9070842, 8550782, 7287484}
	for i := 2; i >= 0; i-- {
		c := current(t, project).Changes[i]
		if forest += c.Pixels.Changed; forest != want[i] {
			t.Errorf("forest on %s: %d pixels, want %d", c.T0.Date, forest, want[i])
		}
	}
	ch := ask[changesDoc](t, "changes", "--project", project, "--t1", "2021-12-31")
	if ch.Pixels.Changed != 8550782-7287484 || ch.Measure != "transition" || ch.Definition.Text.EN == "" {
		t.Errorf("cleared from 2015 to 2021: %d pixels, want %d (%+v)", ch.Pixels.Changed, 8550782-7287484, ch.Definition)
	}
	// Pixels in degrees weigh what they hold: the share of forest is one of ground, row by row by the closed formula.
	series := ask[seriesDoc](t, "series", "--project", project, "--layer", "zones", "--id", "1")
	near(t, "share of forest in 2021", *series.Rows[2].Mean, groundShare(t, path, 1), 1e-9)
}

// groundShare is the share of a class in the ground that a raster in degrees shows.
func groundShare(t *testing.T, path string, class float64) float64 {
	t.Helper()
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := r.Grid()
	values, valid := make([]float64, g.Width), make([]bool, g.Width)
	var mine, all float64
	for row := range g.Height {
		if err := r.Read(raster.Window{Y: row, W: g.Width, H: 1}, values, valid); err != nil {
			t.Fatal(err)
		}
		_, north := g.ToWorld(0, float64(row))
		_, south := g.ToWorld(0, float64(row+1))
		m2 := authalic(north) - authalic(south) // pixels of a row are equally wide
		for i, v := range values {
			if valid[i] {
				all += m2
			}
			if valid[i] && v == class {
				mine += m2
			}
		}
	}
	return mine / all
}

// authalic is proportional to the ground of the ellipsoid between the equator and a parallel (Snyder 1987, eq. 3-12).
func authalic(lat float64) float64 {
	const f = 1 / 298.257222101
	e := math.Sqrt(f * (2 - f))
	s := math.Sin(lat * math.Pi / 180)
	return s/(1-e*e*s*s) - math.Log((1-e*s)/(1+e*s))/(2*e)
}

// TestLandCover counts the pixels of 16 yearly maps whose class changed to any other.
func TestLandCover(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	folder := filepath.Join(shared.Path(t, "data", "brazil_rasters"), "mt_landcover_2001_2016")
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	text := underScene(t, dir, filepath.Join(folder, "MT_2001.tif")) + "scenes:\n"
	for year := 2001; year <= 2016; year++ {
		text += fmt.Sprintf("  - {path: %q, quantity: cover, kind: class, date: %d-09-01}\n", filepath.Join(folder, fmt.Sprintf("MT_%d.tif", year)), year)
	}
	write(t, project, text+"rules: {change: [{name: any, quantity: cover, from: any, to: any, min_area_mu: 30000}]}\n")
	mustFigures(t, project)
	snap := current(t, project)
	want := []int64{18575, 15937, 16237, 18752, 22001, 24780, 23252, 22821, 22450, 26166, 27457, 22633, 24284, 25519, 22586} // numpy
	if len(snap.Changes) != len(want) {
		t.Fatalf("%d comparisons, want %d", len(snap.Changes), len(want))
	}
	for i, c := range snap.Changes {
		if c.Pixels.Changed != want[i] {
			t.Errorf("%s → %s: %d pixels changed, want %d", c.T0.Date, c.T1.Date, c.Pixels.Changed, want[i])
		}
	}
	counts := []float64{3446, 106, 73359, 10, 18669, 1635, 65, 9, 1, 213, 96, 74, 118, 9999, 80} // of classes 1 to 15 in 2001, numpy
	first := ask[seriesDoc](t, "series", "--project", project, "--id", "1").Rows[0]
	if len(first.Classes) != len(counts) || first.Mean != nil || first.State != "observed" {
		t.Fatalf("%d classes, want %d, without a mean: %+v", len(first.Classes), len(counts), first)
	}
	for i, c := range first.Classes {
		if c.Class != i+1 || math.Abs(c.Share*first.Count-counts[i]) > 1e-6 {
			t.Errorf("class %d: %.6f pixels, want %.0f", c.Class, c.Share*first.Count, counts[i])
		}
	}
}

// TestModis follows 12 dates in JPEG 2000 that have no nodata value, but fills that the project declares.
func TestModis(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	folder := filepath.Join(shared.Path(t, "data", "brazil_rasters"), "mod13q1_sinop")
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	write(t, project, underScene(t, dir, filepath.Join(folder, "TERRA_MODIS_012010_NDVI_2013-09-14.jp2"))+fmt.Sprintf(`scenes: [{path: %q, quantity: ndvi, scale: 0.0001, valid_min: -2000}]
rules: {change: [{name: below, quantity: ndvi, compare: baseline, zscore: 3, min_area_mu: 5000}]}
`, filepath.Join(folder, "*.jp2")))
	must(t, "ingest", "--project", project)
	series := ask[seriesDoc](t, "series", "--project", project, "--id", "1")
	want := []struct { // numpy
		date        string
		count       float64
		mean, stdev float64
	}{
		{"2013-09-14", 37485, 0.5870113725490196, 0.24188045205614478}, {"2013-10-16", 37421, 0.6305506988054835, 0.23256927620674334},
		{"2013-11-17", 36921, 0.6683236613309499, 0.2004266672211653}, {"2013-12-19", 37483, 0.839804828855748, 0.10081294821929235},
		{"2014-01-17", 37464, 0.7607450112107624, 0.16328131837202936}, {"2014-02-18", 37319, 0.4110486561804979, 0.2586995611273164},
		{"2014-03-22", 37038, 0.6452903504508883, 0.20975769832697821}, {"2014-04-23", 37481, 0.7782278754568982, 0.12141682640168766},
		{"2014-05-25", 37474, 0.6881634760100337, 0.1680264758749711}, {"2014-06-26", 37478, 0.6168753802230642, 0.21920423402541325},
		{"2014-07-28", 37482, 0.5744719598740728, 0.23156935534760079}, {"2014-08-29", 37485, 0.5688507082833134, 0.22990410081117113},
	}
	if len(series.Rows) != len(want) {
		t.Fatalf("%d dates, want %d", len(series.Rows), len(want))
	}
	for i, w := range want {
		r := series.Rows[i]
		if r.Date != w.date || r.State != "observed" {
			t.Errorf("row %d: %+v", i, r)
		}
		near(t, w.date+" count", r.Count, w.count, 1e-12)
		near(t, w.date+" mean", *r.Mean, w.mean, 1e-9)
		near(t, w.date+" stdev", *r.Stdev, w.stdev, 1e-9)
	}
	// Of the last scene nothing is missing; since the first, everything was seen.
	unseen := askCSV(t, "stats", "--project", project, "--unobserved", "--since", "2014-02-18", "--all", "--layer", "zones")
	if s, _ := strconv.ParseFloat(unseen[0]["since_share"], 64); s < 0.97 {
		t.Errorf("seen since: %v", unseen[0])
	}
	ch := ask[changesDoc](t, "changes", "--project", project)
	if ch.Measure != "zscore" || ch.Definition.Baseline == nil || ch.Definition.Baseline.Scenes != 11 || ch.Pixels.Valid != 37485 {
		t.Errorf("against the baseline: %+v", ch)
	}
	if !strings.Contains(must(t, "changes", "--project", project).stdout, "standard deviations") {
		t.Error("the table does not say what the rule is")
	}
}
