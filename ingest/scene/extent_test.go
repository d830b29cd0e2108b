package scene_test

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// TestRastersOfTheWorld: a raster that covers a continent or the world is taken wherever the zones lie in it, in whatever CRS they
// and it are; one that lies elsewhere is refused as before.
func TestRastersOfTheWorld(t *testing.T) {
	t.Parallel()
	degrees := func(west, north, size float64, w, h int) raster.Grid {
		return raster.Grid{Width: w, Height: h, Affine: [6]float64{west, size, 0, north, 0, -size}}
	}
	const laea = "+proj=laea +lat_0=30 +lon_0=125 +datum=WGS84 +units=m"
	for _, c := range []struct {
		name, working, crs string
		grid               raster.Grid
		refused            bool
	}{
		{"the world in degrees", "EPSG:4549", "EPSG:4326", degrees(-180, 90, 1, 360, 180), false},
		{"a working CRS centred elsewhere", laea, "EPSG:4326", degrees(-180, 90, 1, 360, 180), false},
		{"the world from 0 to 360", "EPSG:4549", "EPSG:4326", degrees(0, 90, 1, 360, 180), false},
		{"south up", "EPSG:4549", "EPSG:4326", raster.Grid{Width: 360, Height: 180, Affine: [6]float64{-180, 1, 0, -90, 0, 1}}, false},
		{"Web Mercator", "EPSG:4549", "EPSG:3857", raster.Grid{Width: 400, Height: 400, Affine: [6]float64{-20037508, 100187.54, 0, 20037508, 0, -100187.54}}, false},
		{"sinusoidal", "EPSG:4549", "+proj=sinu +R=6371007.181 +units=m", raster.Grid{Width: 360, Height: 180, Affine: [6]float64{-20015109, 111195, 0, 10007555, 0, -111195}}, false},
		{"Asia in Albers", "EPSG:4549", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m", raster.Grid{Width: 200, Height: 160, Affine: [6]float64{-5000000, 50000, 0, 8000000, 0, -50000}}, false},
		{"the western hemisphere", "EPSG:4549", "EPSG:4326", degrees(-180, 90, 1, 179, 180), true},
		{"a county 600 km away", "EPSG:4549", "EPSG:4326", degrees(112, 30, 0.01, 100, 100), true},
	} {
		dir := t.TempDir()
		ring := delivery.Rect(118.6, 29.2, 119.4, 29.8)
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4326", []string{"code"}, delivery.One(ring, "1"))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4326", []string{"gid"}, delivery.One(ring, "1"))
		delivery.SceneFile(t, filepath.Join(dir, "w.tif"), c.crs, c.grid, nil, func(int, int) float64 { return 7 })
		yaml := fmt.Sprintf("crs: %q\nzones: [{path: z.gpkg, level: county, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes: [{path: w.tif, quantity: q, date: 2026-01-01}]\n", c.working)
		r, err := delivery.Ingest(t, dir, yaml)
		if c.refused {
			if err == nil || !strings.Contains(err.Error(), "w.tif: the scene does not overlap the zones") {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if s := r.Snapshot.Series[0].Zones; math.Abs(s.Mean[0]-7) > 1e-12 || math.Abs(s.ValidShare[0]-1) > 1e-6 || s.Count[0] <= 0 {
			t.Errorf("%s: %+v", c.name, s)
		}
	}
}

// TestPixelsWithoutPlace: a raster that only control points place, or nothing at all, is refused with what to do.
func TestPixelsWithoutPlace(t *testing.T) {
	t.Parallel()
	dir, yaml := delivery.SceneProject(t, fmt.Sprintf(delivery.PlainScenes, "", ""))
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
	for _, c := range []struct{ options, words []string }{
		{[]string{"-a_srs", "EPSG:4549", "-gcp", "0", "0", "499500", "3322500", "-gcp", "300", "0", "502500", "3322500", "-gcp", "0", "300", "499500", "3319500"}, []string{"t1.tif", "only ground control points (3)", "gdalwarp"}},
		{[]string{"-co", "PROFILE=BASELINE"}, []string{"t1.tif", "no georeference", ".tfw"}},
	} {
		args := append([]string{"-q", "--config", "GDAL_PAM_ENABLED", "NO"}, c.options...)
		delivery.Convert(t, "gdal_translate", append(args, filepath.Join(dir, "t0.tif"), filepath.Join(dir, "t1.tif"))...)
		delivery.Refused(t, dir, yaml, c.words...)
	}
	delivery.Refused(t, dir, strings.ReplaceAll(yaml, "t1.tif, ", "t1.tif, crs: 'EPSG:4549', "), "t1.tif", "no georeference")
}
