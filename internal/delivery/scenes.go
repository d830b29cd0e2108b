package delivery

import (
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// SceneFile writes a raster whose pixel (col, row) has value f(col, row).
func SceneFile(t *testing.T, path, crs string, g raster.Grid, nodata *float64, f func(col, row int) float64) {
	t.Helper()
	c, err := gdal.ParseCRS(crs)
	if err != nil {
		t.Fatal(err)
	}
	w, err := gdal.CreateGeoTIFF(path, gdal.RasterSpec{Grid: g, CRS: c, DataType: "Int16", Nodata: nodata, BlockSize: 64})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, g.Width*g.Height)
	for r := range g.Height {
		for c := range g.Width {
			values[r*g.Width+c] = f(c, r)
		}
	}
	if err := w.Write(raster.Window{W: g.Width, H: g.Height}, values); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// Grid is 10 m pixels over the ground of all tests and 500 m around it.
func Grid(x0, y1, size float64, w, h int) raster.Grid {
	return raster.Grid{Width: w, Height: h, Affine: [6]float64{x0, size, 0, y1, 0, -size}}
}

// Whole is the grid of most scenes.
var Whole = Grid(499500, 3322500, 10, 300, 300)

// SceneProject is one zone, one cell and a rule for the scenes that are given as YAML.
func SceneProject(t *testing.T, scenes string) (dir, yaml string) {
	dir = t.TempDir()
	LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, One(Ground, "1"))
	LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, One(Ground, "1"))
	return dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes:\n" + scenes + "rules: {change: [{name: drop, quantity: ndvi, drop: 0.2, min_area_mu: 1}]}\n"
}

// Clearing is where 2000 m² were cut: 5 × 4 pixels of 10 m.
func Clearing(x, y float64) bool { return x > 501000 && x < 501050 && y > 3321000 && y < 3321040 }

// Centre is the middle of a pixel.
func Centre(g raster.Grid, col, row int) (x, y float64) {
	return g.ToWorld(float64(col)+0.5, float64(row)+0.5)
}

// NDVI is a scene of 0.7, stored × 10,000, in which the clearing may be cut.
func NDVI(g raster.Grid, cut bool) func(col, row int) float64 {
	return func(col, row int) float64 {
		if x, y := Centre(g, col, row); cut && Clearing(x, y) {
			return 2000
		}
		return 7000
	}
}

// PlainScenes are two scenes, with room for more keys of each.
const PlainScenes = "  - {path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001%s}\n  - {path: t1.tif, quantity: ndvi, date: 2026-10-01, scale: 0.0001%s}\n"

// Values is a scene of whole.Width × whole.Height pixels as a table of what its pixels hold.
type Values func(col, row int) float64
