package gdal_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

func TestRasterRoundTripAndDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.tif")
	nodata := -32768.0
	g := raster.Grid{Width: 300, Height: 200, Affine: [6]float64{500000, 10, 0, 3400000, 0, -10}}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: crs(t, "EPSG:4549"), DataType: "Int16", Nodata: &nodata, BlockSize: 128})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, 300*200)
	for i := range values {
		values[i] = float64(i*7919%20000 - 10000)
	}
	values[5] = nodata
	if err := w.Write(raster.Window{W: 300, H: 200}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	low := -9000.0
	r, err := gdal.OpenRaster(path, gdal.RasterOptions{ValidMin: &low})
	if err != nil {
		t.Fatal(err)
	}
	if i := r.Info(); i.Grid != g || i.CRS.String() != "EPSG:4549" || i.DataType != "Int16" || i.BlockW != 128 {
		t.Errorf("info %+v", i)
	}
	win := raster.Window{X: 3, Y: 0, W: 200, H: 100}
	got, valid := make([]float64, win.W*win.H), make([]bool, win.W*win.H)
	if err := r.Read(win, got, valid); err != nil {
		t.Fatal(err)
	}
	for i := range got {
		want := values[i/win.W*300+3+i%win.W]
		if got[i] != want || valid[i] != (want >= low) {
			t.Fatalf("pixel %d: %v %v, want %v", i, got[i], valid[i], want)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	b, _ := os.ReadFile(path)
	if err := os.WriteFile(path, b[:len(b)*2/3], 0o644); err != nil {
		t.Fatal(err)
	}
	if r, err := gdal.OpenRaster(path, gdal.RasterOptions{}); err == nil {
		all := raster.Window{W: 300, H: 200}
		if err := r.Read(all, make([]float64, 60000), make([]bool, 60000)); err == nil || !strings.Contains(err.Error(), "a.tif") {
			t.Errorf("a cut-off file was read: %v", err)
		}
		r.Close()
	}
}
