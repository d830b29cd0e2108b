package scene_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/lookup"
	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
	"github.com/qingshan-gis/qingshan/spatial/rasterpack"
)

// holes are the ways in which a pixel can be no observation.
var holes = []string{"", "nodata", "NaN", "+Inf", "-Inf", "below valid_min", "bad quality", "no quality", "masked"}

// holedScene is a random scene of 10 m pixels on a lattice that all share, with rectangles of every kind of hole. Its pixel
// (0, 0) is the lattice's (col, row).
type holedScene struct {
	place          *lattice10
	col, row, w, h int
	kind           []int // of hole, by pixel
	masked, south  bool
	entry          string
}

// lattice10 is a lattice of pixels of about 10 m: its CRS, north-west corner and pixel size.
type lattice10 struct {
	crs        string
	x, y, size float64
}

var lattices = []*lattice10{{"EPSG:4549", 499900, 3320500, 10}, {"EPSG:4490", 119.999, 30.0015, 0.0001}}

func (s *holedScene) sees(col, row int) bool {
	c, r := col-s.col, row-s.row
	return c >= 0 && r >= 0 && c < s.w && r < s.h && s.kind[r*s.w+c] == 0
}

func (s *holedScene) count() (n int64) {
	for _, k := range s.kind {
		if k == 0 {
			n++
		}
	}
	return n
}

// newHoledScene writes scene i of a project into dir: a Float32 file, south up or not, a mask in a VRT or none, a quality band
// in a file of its own.
func newHoledScene(t *testing.T, rng *rand.Rand, dir string, i int, place *lattice10) *holedScene {
	s := &holedScene{place: place, col: rng.IntN(30), row: rng.IntN(30), w: 30 + rng.IntN(60), h: 25 + rng.IntN(50), masked: rng.IntN(2) == 0, south: rng.IntN(3) == 0}
	if rng.IntN(3) == 0 { // all of the ground and more
		s.col, s.row, s.w, s.h = 0, 0, 100, 80
	}
	s.kind = make([]int, s.w*s.h)
	for range 12 {
		kind, x, y := rng.IntN(len(holes)), rng.IntN(s.w), rng.IntN(s.h)
		if holes[kind] == "masked" && !s.masked {
			continue
		}
		for r := y; r < min(s.h, y+1+rng.IntN(20)); r++ {
			for c := x; c < min(s.w, x+1+rng.IntN(20)); c++ {
				s.kind[r*s.w+c] = kind
			}
		}
	}
	nodata, none := -9999.9, 7.0
	value := func(hole string) float64 {
		switch hole {
		case "nodata":
			return nodata
		case "NaN":
			return math.NaN()
		case "+Inf":
			return math.Inf(1)
		case "-Inf":
			return math.Inf(-1)
		case "below valid_min":
			return -3
		}
		return rng.Float64()
	}
	quality := func(hole string) float64 {
		switch hole {
		case "bad quality":
			return 2
		case "no quality":
			return none
		}
		return 1
	}
	mask := func(hole string) float64 {
		if hole == "masked" {
			return 0
		}
		return 255
	}
	name := fmt.Sprintf("s%d", i)
	s.write(t, filepath.Join(dir, name+".tif"), "Float32", &nodata, value)
	s.write(t, filepath.Join(dir, name+"-q.tif"), "Byte", &none, quality)
	path := name + ".tif"
	if s.masked {
		s.write(t, filepath.Join(dir, name+"-m.tif"), "Byte", nil, mask)
		path = name + ".vrt"
		delivery.WriteFile(t, filepath.Join(dir, path), fmt.Sprintf(`<VRTDataset rasterXSize="%d" rasterYSize="%d"><SRS>%s</SRS><GeoTransform>%s</GeoTransform>
<VRTRasterBand dataType="Float32" band="1"><NoDataValue>-9999.9</NoDataValue><SimpleSource><SourceFilename relativeToVRT="1">%s.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>
<MaskBand><VRTRasterBand dataType="Byte"><SimpleSource><SourceFilename relativeToVRT="1">%s-m.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></MaskBand></VRTDataset>`,
			s.w, s.h, place.crs, affineText(s.grid()), name, name))
	}
	s.entry = fmt.Sprintf("  - {path: %s, quantity: ndvi, date: 2026-0%d-01, valid_min: -2, quality: {path: %s-q.tif, band: 1, good: [1]}}\n", path, i+1, name)
	return s
}

func affineText(g raster.Grid) string {
	a := g.Affine
	return fmt.Sprintf("%v,%v,%v,%v,%v,%v", a[0], a[1], a[2], a[3], a[4], a[5])
}

// grid is the scene's as its file stores it.
func (s *holedScene) grid() raster.Grid {
	g := raster.Grid{Width: s.w, Height: s.h, Affine: [6]float64{s.place.x + s.place.size*float64(s.col), s.place.size, 0, s.place.y - s.place.size*float64(s.row), 0, -s.place.size}}
	if s.south {
		g.Affine[3], g.Affine[5] = g.Affine[3]-s.place.size*float64(s.h), s.place.size
	}
	return g
}

func (s *holedScene) write(t *testing.T, path, dataType string, nodata *float64, value func(hole string) float64) {
	t.Helper()
	crs, err := gdal.ParseCRS(s.place.crs)
	if err != nil {
		t.Fatal(err)
	}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: s.grid(), CRS: crs, DataType: dataType, Nodata: nodata, BlockSize: 16})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, s.w*s.h)
	for i, kind := range s.kind {
		at := i
		if s.south {
			at = (s.h-1-i/s.w)*s.w + i%s.w
		}
		values[at] = value(holes[kind])
	}
	if err := w.Write(raster.Window{W: s.w, H: s.h}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// shareOf is the share of a rectangle's ground whose pixels on the lattice are so. A row in degrees is as wide as the cosine of its
// latitude, but for the ellipsoid, which over some hundred metres is the same everywhere.
func (l *lattice10) shareOf(ring []float64, is func(col, row int) bool) float64 {
	x0, y0, x1, y1 := (ring[0]-l.x)/l.size, (l.y-ring[5])/l.size, (ring[2]-l.x)/l.size, (l.y-ring[1])/l.size
	sum, all := 0.0, 0.0
	for row := int(y0); float64(row) < y1; row++ {
		width := 1.0
		if l.size < 1 {
			width = math.Cos((l.y - l.size*(float64(row)+0.5)) * math.Pi / 180)
		}
		for col := int(x0); float64(col) < x1; col++ {
			ground := width * (math.Min(x1, float64(col+1)) - math.Max(x0, float64(col))) * (math.Min(y1, float64(row+1)) - math.Max(y0, float64(row)))
			all += ground
			if is(col, row) {
				sum += ground
			}
		}
	}
	return sum / all
}

// TestAllAnswersAgreeOnUnobserved: of random scenes of different extents with every kind of hole, all answers give the ground
// that a count by hand gives: statistics, unobserved ground at the later scene and since a date, totals of changes, the profile
// of a zone, the series, and the pixels kept for maps.
func TestAllAnswersAgreeOnUnobserved(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 12))
			dir, place := t.TempDir(), lattices[seed%2]
			at := func(west, south, east, north float64) []float64 { // in pixels
				return delivery.Rect(place.x+place.size*west, place.y-place.size*south, place.x+place.size*east, place.y-place.size*north)
			}
			rings := map[string][]float64{"1": at(10.3, 68.7, 80.4, 9.8), "11": at(10.3, 68.7, 45.25, 9.8), "12": at(45.25, 68.7, 80.4, 9.8)}
			delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), place.crs, []string{"code"}, delivery.One(rings["1"], "1"))
			delivery.LayerFile(t, filepath.Join(dir, "towns.gpkg"), place.crs, []string{"code", "parent"}, delivery.One(rings["11"], "11", "1"), delivery.One(rings["12"], "12", "1"))
			delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), place.crs, []string{"gid"}, delivery.One(rings["1"], "1"))
			yaml := "zones: [{path: county.gpkg, level: county, code: code}, {path: towns.gpkg, level: township, code: code, parent: parent}]\ncells: [{path: cells.gpkg, id: gid}]\nscenes:\n"
			scenes := make([]*holedScene, 2+rng.IntN(3))
			for i := range scenes {
				scenes[i] = newHoledScene(t, rng, dir, i, place)
				yaml += scenes[i].entry
			}
			rule := []string{"drop: 0.2", "drop: 0.2, relative: true", "zscore: 3, compare: baseline, min_scenes: 2, min_spread: 0.1"}[rng.IntN(min(3, len(scenes)))]
			r := delivery.Taken(t, dir, yaml+"rules: {change: [{name: r, quantity: ndvi, "+rule+"}]}\n")
			checkUnobserved(t, r.Snapshot, scenes, rings)
			checkDrawn(t, filepath.Join(dir, "store", "snapshots", string(r.ID)), r.Snapshot, scenes)
		})
	}
}

func checkUnobserved(t *testing.T, s *snapshot.Snapshot, scenes []*holedScene, rings map[string][]float64) {
	n := len(scenes)
	later, shareOf := scenes[n-1], scenes[n-1].place.shareOf
	tolerance := 1e-8
	if later.place.size < 1 { // zones in degrees are measured on a plane, snapped to 1 mm
		tolerance = 5e-6
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s: %.10f, by hand %.10f", what, got, want)
		}
	}
	for since := range scenes {
		u, err := change.New(coverage.New(s, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "zones", Since: delivery.Date(fmt.Sprintf("2026-0%d-01", since+1)), All: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range u.Rows {
			ring := rings[row.ID]
			near(row.ID+" unobserved", row.UnobservedM2/row.AreaM2, 1-shareOf(ring, later.sees))
			near(fmt.Sprintf("%s unobserved since scene %d", row.ID, since), float64(row.UnobservedSinceM2)/row.AreaM2, 1-shareOf(ring, func(col, row int) bool {
				for _, sc := range scenes[since:] {
					if sc.sees(col, row) {
						return true
					}
				}
				return false
			}))
		}
	}
	stats, err := change.New(coverage.New(s, nil)).Stats(context.Background(), change.StatsQuery{Layer: "zones"})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range stats.Rows {
		unobserved := 1 - shareOf(rings[row.ID], later.sees)
		near(row.ID+" unobserved in the statistics", row.UnobservedM2/row.AreaM2, unobserved)
		changes, err := change.New(coverage.New(s, nil)).Patches(context.Background(), change.PatchesQuery{Zone: row.ID})
		if err != nil {
			t.Fatal(err)
		}
		near(row.ID+" unobserved in the changes", changes.Total.UnobservedM2/row.AreaM2, unobserved)
		near(row.ID+" monitored in the changes", changes.Total.MonitoredShare, row.MonitoredShare)
		profile, err := lookup.New(coverage.New(s, nil), change.New(coverage.New(s, nil))).Profile(context.Background(), lookup.ProfileQuery{Code: row.ID})
		if err != nil {
			t.Fatal(err)
		}
		near(row.ID+" unobserved in its profile", *profile.UnobservedShare, unobserved)
		series, err := change.New(coverage.New(s, nil)).SceneSeries(context.Background(), change.SeriesQuery{Layer: "zones", ID: row.ID})
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range series.Rows {
			near(fmt.Sprintf("%s in scene %d of the series", row.ID, i), one.ValidShare, shareOf(rings[row.ID], scenes[i].sees))
		}
		if before := scenes[n-2]; s.Changes[len(s.Changes)-1].Rule.Compare == rules.ComparePrevious {
			near(row.ID+" monitored", row.MonitoredShare, shareOf(rings[row.ID], func(col, row int) bool { return before.sees(col, row) && later.sees(col, row) }))
		}
	}
}

// checkDrawn compares what is kept for maps of every scene with its pixels.
func checkDrawn(t *testing.T, folder string, s *snapshot.Snapshot, scenes []*holedScene) {
	for i, kept := range s.Manifest.Rasters {
		f, err := rasterpack.Open(filepath.Join(folder, kept.File))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := f.Header().Stats.Count, scenes[i].count(); got != want {
			t.Errorf("scene %d: %d pixels are kept for maps, %d were observed", i, got, want)
		}
		f.Close()
	}
}

// TestUnobservedOnOtherPixels: what the later scene did not see is told by its own pixels, whatever grid it is compared on: an
// earlier one of other pixels on less ground; and what was seen since by all scenes, though the newest one is a drone's.
func TestUnobservedOnOtherPixels(t *testing.T) {
	t.Parallel()
	nodata := -32768.0
	cloud := func(g raster.Grid) func(col, row int) float64 {
		return func(col, row int) float64 {
			if x, y := delivery.Centre(g, col, row); x > 500200 && x < 500900 && y > 3320100 && y < 3320500 {
				return nodata
			}
			return 7000
		}
	}
	for _, c := range []struct {
		name          string
		before, after raster.Grid
		later, ever   float64 // unobserved, as shares of the zone of 2 km
	}{
		{"earlier on less ground", delivery.Grid(500333, 3321777, 7, 100, 100), delivery.Whole, 0.07, 0.07},
		{"earlier rotated", rotated(9, 0.2, 120, 120), delivery.Whole, 0.07, 0.07},
		{"a drone's after a satellite's", delivery.Whole, delivery.Grid(501000, 3321000, 0.2, 500, 500), 1 - 0.0025, 0.07},
	} {
		dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, "", ""))
		delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", c.before, &nodata, cloud(c.before))
		delivery.SceneFile(t, filepath.Join(dir, "t1.tif"), "EPSG:4549", c.after, &nodata, cloud(c.after))
		s := delivery.Taken(t, dir, yaml).Snapshot
		u, err := change.New(coverage.New(s, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "zones", Since: delivery.Date("2026-08-01"), All: true})
		if err != nil {
			t.Fatal(err)
		}
		changes, err := change.New(coverage.New(s, nil)).Patches(context.Background(), change.PatchesQuery{})
		if err != nil {
			t.Fatal(err)
		}
		row := u.Rows[0]
		if got := row.UnobservedM2 / row.AreaM2; math.Abs(got-c.later) > 1e-9 || changes.Total.UnobservedM2 != row.UnobservedM2 {
			t.Errorf("%s: unobserved %.9f, in the changes %.9f, by hand %.9f", c.name, got, changes.Total.UnobservedM2/row.AreaM2, c.later)
		}
		if got := float64(row.UnobservedSinceM2) / row.AreaM2; math.Abs(got-c.ever) > 1e-9 {
			t.Errorf("%s: never observed %.9f, by hand %.9f", c.name, got, c.ever)
		}
	}
}
