package gdal_test

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/twpayne/go-geom"

	"github.com/qingshan-gis/qingshan/internal/shared"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// band opens a file once per worker.
func band(path string, o gdal.RasterOptions) raster.Opener {
	return func() (raster.Band, error) { return gdal.OpenRaster(path, o) }
}

// boxes is a layer of rectangles x0, y0, x1, y1 in pixels.
func boxes(corners ...[4]float64) []raster.Layer {
	var b spatial.Builder
	for _, c := range corners {
		b.Add(geom.NewMultiPolygonFlat(geom.XY, []float64{c[0], c[1], c[0], c[3], c[2], c[3], c[2], c[1], c[0], c[1]}, [][]int{{10}}))
	}
	return []raster.Layer{{Shapes: b.Build()}}
}

// pixels reads a whole band, missing observations as NaN: the oracle for what the engine counts.
func pixels(t *testing.T, path string, o gdal.RasterOptions) (raster.Grid, []float64) {
	t.Helper()
	r, err := gdal.OpenRaster(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	g := r.Grid()
	values, valid := make([]float64, g.Width*g.Height), make([]bool, g.Width*g.Height)
	if err := r.Read(raster.Window{W: g.Width, H: g.Height}, values, valid); err != nil {
		t.Fatal(err)
	}
	for i, ok := range valid {
		if !ok {
			values[i] = math.NaN()
		}
	}
	return g, values
}

// TestPRODESClasses: forest at the end of a year is what is forest in 2021 or was cleared after that year.
func TestPRODESClasses(t *testing.T) {
	path := shared.Path(t, "data", "brazil_rasters", "PRODES_AMZ_rondonia_30m_d2007_d2021.tif")
	info, err := gdal.InspectRaster(path, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, h := float64(info.Grid.Width), float64(info.Grid.Height)
	got, err := raster.Run(context.Background(), raster.Pair{T1: band(path, gdal.RasterOptions{})}, boxes([4]float64{0, 0, w, h / 3}, [4]float64{0, h / 3, w, h}),
		raster.Rule{}, raster.Options{Workers: 2, Classes: true})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[float64]float64{}
	for _, feature := range got.Classes[0] { // the border between the two halves a row of pixels
		for _, c := range feature {
			counts[c.Class] += c.Count
		}
	}
	clearedFrom2008 := []float64{7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 27, 29, 33} // 2008 … 2018, 2019, 2020, 2021
	for _, c := range []struct {
		name    string
		classes []float64
		want    float64
	}{
		{"forest 2007", append(slices.Clone(clearedFrom2008), 1), 9070842},
		{"forest 2015", append(slices.Clone(clearedFrom2008[8:]), 1), 8550782},
		{"forest 2021", []float64{1}, 7287484},
		{"cleared 2021", []float64{33}, 373482},
		{"cloud 2021", []float64{32}, 15009},
	} {
		sum := 0.0
		for _, class := range c.classes {
			sum += counts[class]
		}
		if math.Abs(sum-c.want) > 1e-4 {
			t.Errorf("%s: %.6f pixels, want %.0f", c.name, sum, c.want)
		}
	}
}

// TestPRODESAreas: single pixels of the geographic grid weigh what the closed formula of the authalic latitude gives for
// their row, on the ellipsoid of CGCS2000, which is that of SIRGAS 2000.
func TestPRODESAreas(t *testing.T) {
	path := shared.Path(t, "data", "brazil_rasters", "PRODES_AMZ_rondonia_30m_d2007_d2021.tif")
	info, err := gdal.InspectRaster(path, gdal.RasterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	g := info.Grid
	var features [][4]float64
	for row := 0; row < g.Height; row += 490 {
		features = append(features, [4]float64{1000, float64(row), 1001, float64(row + 1)})
	}
	rows := area.DegreeRows(g.Affine[3], g.Affine[5], g.Affine[1], g.Height)
	got, err := raster.Run(context.Background(), raster.Pair{T1: band(path, gdal.RasterOptions{})}, boxes(features...), raster.Rule{},
		raster.Options{Workers: 2, Weights: &raster.Weights{Rows: rows}})
	if err != nil {
		t.Fatal(err)
	}
	const f = 1 / 298.257222101
	e2 := f * (2 - f)
	e := math.Sqrt(e2)
	authalic := func(lat float64) float64 {
		sin := math.Sin(lat * math.Pi / 180)
		return (1 - e2) * (sin/(1-e2*sin*sin) - math.Log((1-e*sin)/(1+e*sin))/(2*e))
	}
	for i, s := range got.Stats[0] {
		top := g.Affine[3] + features[i][1]*g.Affine[5]
		want := 6378137.0 * 6378137.0 / 2 * g.Affine[1] * math.Pi / 180 * math.Abs(authalic(top+g.Affine[5])-authalic(top))
		if math.Abs(s.Area/want-1) > 1e-9 || s.Count != s.Area || s.Pixels != 1 {
			t.Errorf("pixel in row %v: %.6f m² (%v of %v pixels observed), want %.6f", features[i][1], s.Area, s.Count, s.Pixels, want)
		}
	}
}

func TestLandCoverChange(t *testing.T) {
	folder := shared.Path(t, "data", "brazil_rasters", "mt_landcover_2001_2016")
	known := map[int]int64{2002: 18575, 2016: 22586}
	for year := 2002; year <= 2016; year++ {
		path := func(y int) string { return filepath.Join(folder, fmt.Sprintf("MT_%d.tif", y)) }
		got, err := raster.Run(context.Background(), raster.Pair{T0: band(path(year-1), gdal.RasterOptions{}), T1: band(path(year), gdal.RasterOptions{})}, nil,
			raster.Rule{Connectivity: 4, Drop: 0.5, Rise: 0.5}, raster.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		_, a := pixels(t, path(year-1), gdal.RasterOptions{})
		_, b := pixels(t, path(year), gdal.RasterOptions{})
		want := int64(0)
		for i := range a {
			if !math.IsNaN(a[i]) && !math.IsNaN(b[i]) && a[i] != b[i] {
				want++
			}
		}
		if n, ok := known[year]; got.ChangedPixels != want || ok && want != n {
			t.Errorf("%d: %d pixels changed, counted %d, known %d", year, got.ChangedPixels, want, n)
		}
	}
}

// TestMODISDeclaredRange: JPEG 2000 files without a nodata tag, in which fill values occur.
func TestMODISDeclaredRange(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared.Path(t, "data", "brazil_rasters", "mod13q1_sinop"), "*.jp2"))
	if err != nil || len(files) != 12 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	low, high := -2000.0, 10000.0
	o := gdal.RasterOptions{ValidMin: &low, ValidMax: &high}
	fill := 0
	for i := 1; i < len(files); i++ {
		g, raw := pixels(t, files[i], gdal.RasterOptions{})
		_, a := pixels(t, files[i-1], o)
		_, b := pixels(t, files[i], o)
		whole := boxes([4]float64{0, 0, float64(g.Width), float64(g.Height)})
		got, err := raster.Run(context.Background(), raster.Pair{T0: band(files[i-1], o), T1: band(files[i], o)}, whole, raster.Rule{}, raster.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := raster.Run(context.Background(), raster.Pair{T1: band(files[i], o)}, whole, raster.Rule{}, raster.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		n, sum := 0.0, 0.0
		for k := range a {
			if d := b[k] - a[k]; !math.IsNaN(d) {
				n, sum = n+1, sum+d
			}
			if raw[k] < low {
				fill++
			}
		}
		s, scene := got.Stats[0][0], alone.Stats[0][0]
		if s.Count != n || s.Sum != sum || scene.Min < low || scene.Max > high {
			t.Errorf("%s: %v pixels, sum %v, want %v, %v; the scene goes from %v to %v", filepath.Base(files[i]), s.Count, s.Sum, n, sum, scene.Min, scene.Max)
		}
	}
	if fill == 0 {
		t.Error("the files hold no fill values: the test shows nothing")
	}
}

func TestEVI2Pair(t *testing.T) {
	folder := shared.Path(t, "data", "brazil_rasters")
	pair := raster.Pair{T0: band(filepath.Join(folder, "cube_20LKP_EVI2_2019-07-01.tif"), gdal.RasterOptions{}),
		T1: band(filepath.Join(folder, "cube_20LKP_EVI2_2019-08-01.tif"), gdal.RasterOptions{}), Scale0: 0.0001, Scale1: 0.0001}
	for _, c := range []struct {
		rule raster.Rule
		want int64
	}{{raster.Rule{Drop: 0.15, Connectivity: 8}, 2525}, {raster.Rule{Rise: 0.15, Connectivity: 8}, 2}} {
		got, err := raster.Run(context.Background(), pair, nil, c.rule, raster.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		if got.ChangedPixels != c.want || got.ValidPixels != 465445 || got.SinglePixels != 117 {
			t.Errorf("%+v: %d changed, %d valid, %d at one date; want %d, 465445, 117", c.rule, got.ChangedPixels, got.ValidPixels, got.SinglePixels, c.want)
		}
	}
}
