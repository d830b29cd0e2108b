package gdal_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// TestWarpOntoAnyGrid: a plane z = a + b·x + c·y comes out of bilinear resampling as it is, on grids of every direction; the nearest
// pixel is the one that holds the place; what lies outside is nodata.
func TestWarpOntoAnyGrid(t *testing.T) {
	dir := t.TempDir()
	src := filepath.Join(dir, "plane.tif")
	nodata := -1e300
	g := raster.Grid{Width: 60, Height: 50, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	plane := func(x, y float64) float64 { return 3 + 0.01*(x-500000) - 0.02*(y-3400000) }
	w, err := gdal.CreateGeoTIFF(src, gdal.RasterSpec{Grid: g, CRS: crs(t, "EPSG:4549"), DataType: "Float64", Nodata: &nodata})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, 60*50)
	for i := range values {
		values[i] = plane(g.ToWorld(float64(i%60)+0.5, float64(i/60)+0.5))
	}
	if err := w.Write(raster.Window{W: 60, H: 50}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, affine := range map[string][6]float64{
		"north up": {500043, 7, 0, 3399957, 0, -7}, "south up": {500043, 7, 0, 3399600, 0, 7}, "east left": {500400, -7, 0, 3399957, 0, -7},
		"rotated": {500200, 6, 3, 3399900, -3, 6}, "a quarter turn": {500100, 0, 8, 3399900, -8, 0},
	} {
		for _, method := range []gdal.Resampling{gdal.Bilinear, gdal.Nearest} {
			to := raster.Grid{Width: 40, Height: 45, Affine: affine}
			path := filepath.Join(dir, "warped.vrt")
			if err := gdal.CreateWarped(path, src, gdal.WarpSpec{From: crs(t, "EPSG:4549"), To: crs(t, "EPSG:4549"), Grid: to, Method: method}); err != nil {
				t.Fatal(err)
			}
			r, err := gdal.OpenRaster(path, gdal.RasterOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got, valid := make([]float64, 40*45), make([]bool, 40*45)
			if err := r.Read(raster.Window{W: 40, H: 45}, got, valid); err != nil {
				t.Fatal(err)
			}
			inner := 0
			for i, v := range got {
				x, y := r.Grid().ToWorld(float64(i%40)+0.5, float64(i/40)+0.5)
				col, row := g.ToPixel(x, y)
				switch inside := col > 1 && row > 1 && col < 59 && row < 49; {
				case col < -1 || row < -1 || col > 61 || row > 51:
					if valid[i] {
						t.Fatalf("%s %s: pixel %d lies outside and has %v", name, method, i, v)
					}
				case inside:
					want := plane(x, y)
					if method == gdal.Nearest {
						want = plane(g.ToWorld(math.Floor(col)+0.5, math.Floor(row)+0.5))
						if math.Min(math.Abs(col-math.Round(col)), math.Abs(row-math.Round(row))) < 1e-6 { // on the border of two
							continue
						}
					}
					inner++
					if !valid[i] || math.Abs(v-want) > 1e-6 {
						t.Fatalf("%s %s: pixel %d is %v %v, want %v", name, method, i, v, valid[i], want)
					}
				}
			}
			if inner < 500 {
				t.Errorf("%s %s: only %d pixels were compared", name, method, inner)
			}
			r.Close()
		}
	}
}
