package scene_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// TestFillsAndQuality: what is no observation may be said by a declared range, a nodata value, or bits of another band.
func TestFillsAndQuality(t *testing.T) {
	cloud := func(col, row int) bool { return col >= 100 && col < 120 && row >= 100 && row < 110 } // 200 pixels inside the zone
	for _, c := range []struct{ name, more string }{
		{"declared range", ", valid_min: -2000, valid_max: 10000"}, {"declared nodata", ", nodata: -3000"}, {"quality bits", ", quality: {path: qa.tif, band: 1, mask: 0x3, good: [0, 1]}"},
	} {
		dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, "", c.more))
		delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
		delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", delivery.Whole, nil, func(col, row int) float64 {
			if cloud(col, row) {
				return -3000
			}
			return delivery.NDVI(delivery.Whole, true)(col, row)
		})
		delivery.SceneFile(t, filepath.Join(dir, "qa.tif"), "EPSG:4549", delivery.Whole, nil, func(col, row int) float64 {
			if cloud(col, row) {
				return 4 + 2
			}
			return float64(4 + col%2)
		})
		ch := delivery.Taken(t, dir, yaml).Snapshot.Changes[0]
		if ch.Pixels.Valid != 300*300-200 || ch.Pixels.Changed != 20 || ch.Zones.Count[0] != 200*200-200 {
			t.Errorf("%s: %+v, zone %v", c.name, ch.Pixels, ch.Zones.Count)
		}
	}
}

// TestOtherGrids: a later scene in another CRS, resolution or place is put onto the first one's grid, and the manifest says how.
//
//testrun:plain
func TestOtherGrids(t *testing.T) {
	nodata := -32768.0
	for _, c := range []struct {
		name, crs, more, method string
		grid                    raster.Grid
	}{
		{"half a pixel aside", "EPSG:4549", "", "bilinear", delivery.Grid(499495, 3322505, 10, 302, 302)},
		{"finer", "EPSG:4549", "", "bilinear", delivery.Grid(499500, 3322500, 5, 600, 600)},
		{"class, coarser", "EPSG:4549", ", kind: class", "nearest", delivery.Grid(499480, 3322520, 20, 160, 160)},
		{"another CRS", "EPSG:32650", "", "bilinear", func() raster.Grid {
			box := delivery.Through(t, "EPSG:4549", "EPSG:32650", delivery.Rect(499400, 3319400, 502600, 3322600))
			return delivery.Grid(math.Floor(box[0])-500, math.Ceil(box[5])+500, 10, 480, 480)
		}()},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, c.more, c.more+", valid_min: -2000"))
			delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, &nodata, delivery.NDVI(delivery.Whole, false))
			var places []float64
			for row := range c.grid.Height {
				for col := range c.grid.Width {
					x, y := delivery.Centre(c.grid, col, row)
					places = append(places, x, y)
				}
			}
			places = delivery.Through(t, c.crs, "EPSG:4549", places)
			delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), c.crs, c.grid, nil, func(col, row int) float64 {
				i := 2 * (row*c.grid.Width + col)
				x, y := places[i], places[i+1]
				if x > 500200 && x < 500400 && y > 3320200 && y < 3320400 {
					return -3000 // a fill value that must not be mixed into its neighbours
				}
				if delivery.Clearing(x, y) {
					return 2000
				}
				return 7000
			})
			s := delivery.Taken(t, dir, yaml).Snapshot
			ch := s.Changes[0]
			if !strings.HasPrefix(ch.T1.Resampled, c.method) || !strings.Contains(ch.T1.Resampled, "t0.tif") || s.Manifest.Scenes[1].Resampled != ch.T1.Resampled {
				t.Errorf("said to be %q, in the manifest %q", ch.T1.Resampled, s.Manifest.Scenes[1].Resampled)
			}
			if n := len(ch.Patches.Pixels); n != 1 {
				t.Fatalf("%d patches", n)
			}
			if got := ch.Patches.Planar[0]; got < 1000 || got > 3200 {
				t.Errorf("the clearing of 2,000 m² has %.0f m²", got)
			}
			// 400 pixels of fill; at its rim a bilinear pixel has valid neighbours still.
			if lost := 200*200 - ch.Zones.Count[0]; lost < 330 || lost > 480 {
				t.Errorf("%.1f pixels are unobserved, want about 400", lost)
			}
			if low := ch.Zones.Min[0]; low < -0.51 {
				t.Errorf("a fill value was mixed in: the largest drop is %v", low)
			}
		})
	}
}

// TestMosaic: a scene of four files equals the same scene in one; files that do not fit are refused.
func TestMosaic(t *testing.T) {
	nodata := -32768.0
	dir, yaml := delivery.SceneProject(t, "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001}\n  - {path: 'part*.tif', mosaic: true, quantity: ndvi, date: 2026-10-01, scale: 0.0001}\n")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, &nodata, delivery.NDVI(delivery.Whole, false))
	for i := range 4 {
		g := delivery.Grid(delivery.Whole.Affine[0]+1500*float64(i%2), delivery.Whole.Affine[3]-1500*float64(i/2), 10, 150, 150)
		delivery.SceneFile(t, filepath.Join(dir, fmt.Sprintf("part%d.tif", i)), "EPSG:4549", g, &nodata, delivery.NDVI(g, true))
	}
	r := delivery.Taken(t, dir, yaml)
	ch := r.Snapshot.Changes[0]
	if ch.Pixels.Valid != 300*300 || ch.Pixels.Changed != 20 || len(ch.Patches.Pixels) != 1 || ch.T1.Resampled != "" {
		t.Errorf("%+v, %d patches, %q", ch.Pixels, len(ch.Patches.Pixels), ch.T1.Resampled)
	}
	inputs := 0
	for _, in := range r.Snapshot.Manifest.Inputs {
		if strings.HasPrefix(in.Path, "part") {
			inputs++
		}
		if strings.Contains(in.Path, "vrt") {
			t.Errorf("a derived file is listed as input: %s", in.Path)
		}
	}
	if inputs != 4 {
		t.Errorf("%d of 4 parts are listed as inputs", inputs)
	}
	g := delivery.Grid(delivery.Whole.Affine[0]+1500, delivery.Whole.Affine[3]-1500, 20, 75, 75)
	delivery.SceneFile(t, filepath.Join(dir, "part3.tif"), "EPSG:4549", g, &nodata, delivery.NDVI(g, true))
	delivery.Refused(t, dir, yaml, "part3.tif", "pixels differ in size")
	other := -1.0
	g = delivery.Grid(delivery.Whole.Affine[0]+1500, delivery.Whole.Affine[3]-1500, 10, 150, 150)
	delivery.SceneFile(t, filepath.Join(dir, "part3.tif"), "EPSG:4549", g, &other, delivery.NDVI(g, true))
	delivery.Refused(t, dir, yaml, "part3.tif", "different nodata")
}

// TestRotatedGrid: a geotransform with rotation terms is used as it is.
func TestRotatedGrid(t *testing.T) {
	a := math.Pi / 6
	g := raster.Grid{Width: 400, Height: 400, Affine: [6]float64{500000, 10 * math.Cos(a), 10 * math.Sin(a), 3321000 + 1000, 10 * math.Sin(a), -10 * math.Cos(a)}}
	x, y := g.ToWorld(200, 200)
	g.Affine[0] += 501000 - x
	g.Affine[3] += 3321000 - y
	dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, "", ""))
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", g, nil, delivery.NDVI(g, false))
	delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", g, nil, delivery.NDVI(g, true))
	s := delivery.Taken(t, dir, yaml).Snapshot
	want := 0
	for c := range g.Width {
		for r := range g.Height {
			if delivery.Clearing(delivery.Centre(g, c, r)) {
				want++
			}
		}
	}
	ch := s.Changes[0]
	if len(ch.Patches.Pixels) != 1 || ch.Patches.Pixels[0] != int64(want) || math.Abs(ch.Patches.Planar[0]-100*float64(want)) > 0.1 || math.Abs(ch.Zones.Count[0]-40000) > 0.01 {
		t.Errorf("%v pixels of %d, %.3f m², zone %.4f pixels", ch.Patches.Pixels, want, ch.Patches.Planar, ch.Zones.Count)
	}
}

// TestSinusoidal: MODIS tiles on a sphere without EPSG code or nodata tag, with a declared range.
//
//testrun:plain
func TestSinusoidal(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	modis := shared.Path(t, "data", "brazil_rasters", "mod13q1_sinop")
	files, err := filepath.Glob(filepath.Join(modis, "*.jp2"))
	if err != nil || len(files) != 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	info, err := gdal.InspectRaster(files[0], gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info.HasNodata {
		t.Error("it has a nodata tag")
	}
	g := info.Grid
	x0, y0 := g.ToWorld(20.25, float64(g.Height)-20.75)
	x1, y1 := g.ToWorld(120.5, 20)
	lonlat, err := gdal.ParseCRS("EPSG:4326")
	if err != nil {
		t.Fatal(err)
	}
	xs, ys := []float64{x0, x1, x1, x0, x0}, []float64{y0, y0, y1, y1, y0}
	if err := gdal.Transform(info.CRS, lonlat, xs, ys); err != nil {
		t.Fatal(err)
	}
	var ring []float64
	for i := range xs {
		ring = append(ring, xs[i], ys[i])
	}
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.geojson"), "EPSG:4326", []string{"code"}, delivery.One(ring, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.geojson"), "EPSG:4326", []string{"gid"}, delivery.One(ring, "1"))
	r := delivery.Taken(t, dir, fmt.Sprintf(`zones: [{path: z.geojson, level: county, code: code}]
cells: [{path: c.geojson, id: gid}]
scenes: [{path: %q, quantity: ndvi, scale: 0.0001, valid_min: -2000, valid_max: 10000}]
rules: {change: [{name: drop, quantity: ndvi, drop: 0.2}]}
`, filepath.Join(modis, "*.jp2")))
	changes := r.Snapshot.Changes
	if len(changes) != 11 {
		t.Fatalf("%d pairs", len(changes))
	}
	want := 100.25 * (float64(g.Height) - 40.75)
	for _, c := range changes {
		if got := c.Zones.Count[0] / c.Zones.ValidShare[0]; math.Abs(got-want) > 0.01*want {
			t.Errorf("%s: the zone has %.2f pixels, want about %.2f", c.T1.Date, got, want)
		}
		if c.Zones.Min[0] < -1.2 || c.Zones.Max[0] > 1.2 {
			t.Errorf("%s: fill values went into the statistics: %v to %v", c.T1.Date, c.Zones.Min, c.Zones.Max)
		}
	}
}

// TestPRODES: a raster in EPSG:4674, whose authority puts latitude first, lies where it should: a zone in UTM over its
// north-west quarter sees a quarter of its pixels.
//
//testrun:plain
func TestPRODES(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	path := shared.Path(t, "data", "brazil_rasters", "PRODES_AMZ_rondonia_30m_d2007_d2021.tif")
	info, err := gdal.InspectRaster(path, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info.CRS.String() != "EPSG:4674" {
		t.Errorf("CRS %s", info.CRS)
	}
	g := info.Grid
	x0, y1 := g.ToWorld(0, 0)
	x1, y0 := g.ToWorld(float64(g.Width)/2, float64(g.Height)/2)
	ring := delivery.DenseThrough(t, "EPSG:4674", "EPSG:32720", delivery.Rect(x0, y0, x1, y1))
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:32720", []string{"code"}, delivery.One(ring, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:32720", []string{"gid"}, delivery.One(ring, "1"))
	scene := fmt.Sprintf("  - {path: %q, quantity: year, date: %%s, kind: class, nodata: 255}\n", path)
	r := delivery.Taken(t, dir, "zones: [{path: z.gpkg, level: county, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes:\n"+
		fmt.Sprintf(scene, "2020-08-01")+fmt.Sprintf(scene, "2021-08-01")+"rules: {change: [{name: cut, quantity: year, rise: 1}]}\n")
	c := r.Snapshot.Changes[0]
	if got, want := c.Zones.Count[0]/c.Zones.ValidShare[0], float64(g.Width)*float64(g.Height)/4; math.Abs(got-want) > 2 {
		t.Errorf("the zone has %.3f pixels, want %.3f", got, want)
	}
	if c.Pixels.Changed != 0 {
		t.Errorf("a scene against itself: %d pixels changed", c.Pixels.Changed)
	}
}

// TestAllFilesAreInputs: a change in any file that GDAL reads for a source makes another delivery: a VRT's sources, a mask or
// world file beside the raster, a shapefile's table whatever the case of its ending.
func TestAllFilesAreInputs(t *testing.T) {
	dir, yaml := delivery.SceneProject(t, "  - {path: t0.vrt, quantity: ndvi, date: 2026-08-01, scale: 0.0001}\n  - {path: t1.tif, quantity: ndvi, date: 2026-10-01, scale: 0.0001}\n")
	delivery.LayerFile(t, filepath.Join(dir, "p.shp"), "EPSG:4549", []string{"pid", "class"}, delivery.One(delivery.Ground, "1", "0111"))
	for _, ext := range []string{"dbf", "prj"} {
		if err := os.Rename(filepath.Join(dir, "p."+ext), filepath.Join(dir, "p."+strings.ToUpper(ext))); err != nil {
			t.Fatal(err)
		}
	}
	yaml += "parcels: [{path: p.shp, id: pid, class: class}]\n"
	delivery.SceneFile(t, filepath.Join(dir, "a.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
	delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, true))
	delivery.Convert(t, "gdal_translate", "-q", "-of", "VRT", filepath.Join(dir, "a.tif"), filepath.Join(dir, "t0.vrt"))
	id := delivery.Taken(t, dir, yaml).ID
	if r := delivery.Taken(t, dir, yaml); !r.Unchanged {
		t.Error("the same delivery is not recognised")
	}
	for what, change := range map[string]func(){
		"a VRT's source": func() {
			delivery.SceneFile(t, filepath.Join(dir, "a.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, true))
		},
		"statistics beside": func() { delivery.WriteFile(t, filepath.Join(dir, "t1.tif.aux.xml"), "<PAMDataset></PAMDataset>") },
		"the table": func() {
			text, err := os.ReadFile(filepath.Join(dir, "p.DBF"))
			if err != nil {
				t.Fatal(err)
			}
			delivery.WriteFile(t, filepath.Join(dir, "p.DBF"), strings.Replace(string(text), "0111", "0112", 1))
		},
	} {
		change()
		r := delivery.Taken(t, dir, yaml)
		if r.Unchanged || r.ID == id {
			t.Errorf("%s changed, and nobody noticed", what)
		}
		id = r.ID
	}
}
