package gdal_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// saveRaster writes a raster whose pixel (col, row) holds f(col, row).
func saveRaster(t testing.TB, path, system, dataType string, g raster.Grid, nodata *float64, f func(col, row int) float64) {
	t.Helper()
	c, err := gdal.ParseCRS(system)
	if err != nil {
		t.Fatal(err)
	}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: c, DataType: dataType, Nodata: nodata, BlockSize: 64})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, g.Width*g.Height)
	for i := range values {
		values[i] = f(i%g.Width, i/g.Width)
	}
	if err := w.Write(raster.Window{W: g.Width, H: g.Height}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// speckle is 1 or 2, different from pixel to pixel.
func speckle(col, row int) float64 { return float64(1 + (col*7+row*13+col*row)%3/2) }

// TestQualityOnOtherGrids: a pixel is good by the quality band's pixel that holds its middle, whatever the band's pixel size, place,
// direction and CRS.
func TestQualityOnOtherGrids(t *testing.T) {
	dir := t.TempDir()
	scene := raster.Grid{Width: 61, Height: 53, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	path := filepath.Join(dir, "scene.tif")
	saveRaster(t, path, "EPSG:4549", "Int16", scene, nil, func(col, row int) float64 { return float64(col*100 + row) })
	for name, q := range map[string]struct {
		crs  string
		grid raster.Grid
	}{
		"the same pixels":    {"EPSG:4549", scene},
		"off by a nanometre": {"EPSG:4549", raster.Grid{Width: 61, Height: 53, Affine: [6]float64{500000 + 1e-9, 10, 0, 3400000 - 1e-9, 0, -10}}},
		"off by 1/200 pixel": {"EPSG:4549", raster.Grid{Width: 61, Height: 53, Affine: [6]float64{500000.05, 10, 0, 3400000, 0, -10}}},
		"twice as coarse":    {"EPSG:4549", raster.Grid{Width: 31, Height: 27, Affine: [6]float64{500000, 20, 0, 3400000, 0, -20}}},
		"finer, and aside":   {"EPSG:4549", raster.Grid{Width: 220, Height: 190, Affine: [6]float64{499993, 3, 0, 3400004, 0, -3}}},
		"0.3 pixels aside":   {"EPSG:4549", raster.Grid{Width: 61, Height: 53, Affine: [6]float64{500003, 10, 0, 3400000, 0, -10}}},
		"smaller":            {"EPSG:4549", raster.Grid{Width: 20, Height: 30, Affine: [6]float64{500107, 10, 0, 3399891, 0, -10}}},
		"south up":           {"EPSG:4549", raster.Grid{Width: 31, Height: 27, Affine: [6]float64{500000, 20, 0, 3399460, 0, 20}}},
		"rotated":            {"EPSG:4549", raster.Grid{Width: 90, Height: 90, Affine: [6]float64{499900, 6.1, 3.2, 3399900, -3.2, 6.1}}},
		"in degrees":         {"EPSG:4490", raster.Grid{Width: 80, Height: 70, Affine: [6]float64{119.9991, 0.0001, 0, 30.7201, 0, -0.0001}}},
		"beside it, nowhere": {"EPSG:4549", raster.Grid{Width: 9, Height: 9, Affine: [6]float64{700000, 10, 0, 3400000, 0, -10}}},
		"13 times as coarse": {"EPSG:4549", raster.Grid{Width: 7, Height: 7, Affine: [6]float64{499900, 131, 0, 3400100, 0, -131}}},
	} {
		file := filepath.Join(dir, "quality.tif")
		saveRaster(t, file, q.crs, "Byte", q.grid, nil, speckle)
		r, err := gdal.OpenRaster(path, gdal.RasterOptions{Quality: &gdal.Quality{Path: file, Band: 1, Good: []uint32{1}}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		win := raster.Window{X: 2, Y: 1, W: 58, H: 51}
		n := win.W * win.H
		values, valid, whole := make([]float64, n), make([]bool, n), make([]int32, n)
		if err := r.Read(win, values, valid); err != nil {
			t.Fatal(err)
		}
		if err := r.ReadIntegers(win, whole); err != nil {
			t.Fatal(err)
		}
		r.Close()
		place := q.grid
		if strings.HasPrefix(name, "off by") {
			place = scene
		}
		xs, ys := make([]float64, n), make([]float64, n)
		for i := range n {
			xs[i], ys[i] = scene.ToWorld(float64(win.X+i%win.W)+0.5, float64(win.Y+i/win.W)+0.5)
		}
		if err := gdal.Transform(crs(t, "EPSG:4549"), crs(t, q.crs), xs, ys); err != nil {
			t.Fatal(err)
		}
		good := 0
		for i := range n {
			u, v := place.ToPixel(xs[i], ys[i])
			col, row := int(math.Floor(u)), int(math.Floor(v))
			want := col >= 0 && row >= 0 && col < place.Width && row < place.Height && speckle(col, row) == 1
			if math.Abs(u-math.Round(u)) < 1e-9 || math.Abs(v-math.Round(v)) < 1e-9 { // on a border the digits decide
				continue
			}
			if valid[i] != want || (whole[i] != raster.Missing) != want {
				t.Errorf("%s: pixel %d is observed: %v and %v, want %v", name, i, valid[i], whole[i] != raster.Missing, want)
				break
			}
			if want {
				good++
			}
		}
		if nowhere := strings.HasSuffix(name, "nowhere"); (good == 0) != nowhere || good == n {
			t.Errorf("%s: %d of %d pixels are good", name, good, n)
		}
	}
}

// TestQualityContradictions: values that no pixel can have are refused; one that is the band's nodata value is good all the same.
func TestQualityContradictions(t *testing.T) {
	dir := t.TempDir()
	g := raster.Grid{Width: 4, Height: 1, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	path, file := filepath.Join(dir, "scene.tif"), filepath.Join(dir, "q.tif")
	zero, one := 0.0, 1.0
	saveRaster(t, path, "EPSG:4549", "Int16", g, nil, func(int, int) float64 { return 7 })
	seen := func(nodata *float64, q gdal.Quality) string {
		saveRaster(t, file, "EPSG:4549", "Byte", g, nodata, func(col, _ int) float64 { return float64(col) })
		q.Path, q.Band = file, 1
		r, err := gdal.OpenRaster(path, gdal.RasterOptions{Quality: &q})
		if err != nil {
			return err.Error()
		}
		defer r.Close()
		values, valid, out := make([]float64, 4), make([]bool, 4), ""
		if err := r.Read(raster.Window{W: 4, H: 1}, values, valid); err != nil {
			t.Fatal(err)
		}
		for i, ok := range valid {
			if ok {
				out += string(rune('0' + i))
			}
		}
		return out
	}
	for _, c := range []struct {
		nodata *float64
		q      gdal.Quality
		want   string
	}{
		{nil, gdal.Quality{Good: []uint32{0}}, "0"},
		{&zero, gdal.Quality{Good: []uint32{0}}, "0"},
		{&zero, gdal.Quality{Good: []uint32{0, 2}}, "02"},
		{&zero, gdal.Quality{Good: []uint32{1}}, "1"},
		{&one, gdal.Quality{Mask: 2, Good: []uint32{0}}, "0"}, // 1 has the bits, but is nothing
		{nil, gdal.Quality{Mask: 2, Good: []uint32{0}}, "01"},
		{nil, gdal.Quality{Mask: 2, Good: []uint32{2}}, "23"},
		{nil, gdal.Quality{Mask: 3, Good: []uint32{8}}, "mask: 3 (0x3) leaves out"},
		{nil, gdal.Quality{Mask: 3, Good: []uint32{1, 4}}, "good: 4 has bits"},
		{nil, gdal.Quality{Good: []uint32{1, 300}}, "Byte holds at most 255"},
	} {
		if got := seen(c.nodata, c.q); got != c.want && !strings.Contains(got, c.want) || got == "" {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
}
