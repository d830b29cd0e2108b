package source_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestVectorFormats: the same cells out of every format that a county may send.
//
//testrun:plain
func TestVectorFormats(t *testing.T) {
	for _, c := range []struct{ file, driver, srs, crs string }{
		{"c.gpkg", "GPKG", "", "EPSG:4549"},
		{"c.fgb", "FlatGeobuf", "", "EPSG:4549"},
		{"c.shp", "ESRI Shapefile", "", "EPSG:4549"},
		{"c.gdb", "OpenFileGDB", "", "EPSG:4549"},
		{"c.geojson", "GeoJSON", "EPSG:4326", "EPSG:4326"},
		{"c.kml", "LIBKML", "EPSG:4326", "EPSG:4326"},
		{"c.gml", "GML", "", "EPSG:4549"},
	} {
		t.Run(c.driver, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "from.gpkg"), "EPSG:4549", []string{"gid", "护林员"}, delivery.One(delivery.Rect(500000, 3320000, 501000, 3322000), "网格一", "甲"), delivery.One(delivery.Rect(501000, 3320000, 502000, 3321000), "网格二", ""))
			args := []string{"-f", c.driver, "-nln", "c"}
			if c.srs != "" {
				args = append(args, "-t_srs", c.srs)
			}
			if c.driver == "ESRI Shapefile" {
				args = append(args, "-lco", "ENCODING=GBK")
			}
			delivery.Convert(t, "ogr2ogr", append(args, filepath.Join(dir, c.file), filepath.Join(dir, "from.gpkg"))...)
			r := delivery.Taken(t, dir, fmt.Sprintf("crs: EPSG:4549\nzones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: %s, id: gid, ranger: 护林员}]\n", c.file))
			s := r.Snapshot
			got := map[string]string{} // FlatGeobuf orders rows by place
			for i, id := range s.Cells.ID {
				got[id] = s.Cells.Ranger[i]
			}
			if want := (map[string]string{"网格一": "甲", "网格二": ""}); !maps.Equal(got, want) {
				t.Errorf("cells and rangers %q, want %q", got, want)
			}
			if gap := s.Manifest.Sums.GapM2 / delivery.EllipsoidalOverPlanar(r); math.Abs(gap-1e6) > 20 {
				t.Errorf("gap %.3f m²", gap)
			}
			if got := r.Report.Sources[1].CRS; got != c.crs {
				t.Errorf("CRS %s", got)
			}
		})
	}
}

// TestRasterFormats: the same pair of scenes out of every format, and with what a producer may have written beside the pixels.
//
//testrun:plain
func TestRasterFormats(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	nodata := -32768.0
	clouded := func(col, row int) bool { return col >= 100 && col < 120 && row >= 100 && row < 110 }
	for _, c := range []struct {
		name, file string
		args       []string
		scale      string // in the project file
	}{
		{"cloud-optimised", "tif", []string{"-of", "COG"}, ", scale: 0.0001"},
		{"IMG", "img", []string{"-of", "HFA"}, ", scale: 0.0001"},
		{"JPEG 2000", "jp2", []string{"-of", "JP2OpenJPEG", "-co", "QUALITY=100", "-co", "REVERSIBLE=YES", "-co", "YCBCR420=NO"}, ", scale: 0.0001, nodata: -32768"},
		{"VRT", "vrt", []string{"-of", "VRT"}, ", scale: 0.0001"},
		{"big-endian strips", "tif", []string{"-co", "TILED=NO", "-co", "ENDIANNESS=BIG"}, ", scale: 0.0001"},
		{"scale and offset in the file", "tif", []string{"-a_scale", "0.0001", "-a_offset", "0.05"}, ""},
		{"wrong statistics in the file", "tif", []string{"-mo", "STATISTICS_MINIMUM=1", "-mo", "STATISTICS_MAXIMUM=2", "-mo", "STATISTICS_MEAN=1.5"}, ", scale: 0.0001"},
		{"declared over the file's", "tif", []string{"-a_scale", "7", "-a_nodata", "7000"}, ", scale: 0.0001, nodata: -32768"},
		{"mask band", "tif", []string{"-a_nodata", "none", "-b", "1", "-mask", "2", "--config", "GDAL_TIFF_INTERNAL_MASK", "YES"}, ", scale: 0.0001"},
		{"mask beside the file", "tif", []string{"-a_nodata", "none", "-b", "1", "-mask", "2", "--config", "GDAL_TIFF_INTERNAL_MASK", "NO"}, ", scale: 0.0001"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line := "  - {path: t%d." + c.file + ", quantity: ndvi, date: 2026-%s-01" + c.scale + "}\n"
			dir, yaml := delivery.SceneProject(t, fmt.Sprintf(line, 0, "08")+fmt.Sprintf(line, 1, "10"))
			for i, cut := range []bool{false, true} {
				from, mask := filepath.Join(dir, fmt.Sprintf("from%d.tif", i)), filepath.Join(dir, "mask.tif")
				delivery.SceneFile(t, from, "EPSG:4549", delivery.Whole, &nodata, func(col, row int) float64 {
					if clouded(col, row) {
						return nodata
					}
					return delivery.NDVI(delivery.Whole, cut)(col, row)
				})
				if c.args[len(c.args)-2] == "GDAL_TIFF_INTERNAL_MASK" {
					delivery.SceneFile(t, mask, "EPSG:4549", delivery.Whole, nil, func(col, row int) float64 {
						if clouded(col, row) {
							return 0
						}
						return 255
					})
					both := filepath.Join(dir, fmt.Sprintf("both%d.vrt", i))
					delivery.Convert(t, "gdalbuildvrt", "-q", "-separate", both, from, mask)
					from = both
				}
				delivery.Convert(t, "gdal_translate", append(append([]string{"-q"}, c.args...), from, filepath.Join(dir, fmt.Sprintf("t%d.%s", i, c.file)))...)
			}
			ch := delivery.Taken(t, dir, yaml).Snapshot.Changes[0]
			if ch.Pixels.Valid != 300*300-200 || ch.Pixels.Changed != 20 || len(ch.Patches.Pixels) != 1 {
				t.Errorf("%+v, %d patches", ch.Pixels, len(ch.Patches.Pixels))
			}
			if low := ch.Zones.Min[0]; math.Abs(low+0.5) > 1e-9 {
				t.Errorf("the largest drop is %v, want 0.5", low)
			}
		})
	}
}

// TestGPX: a track is no polygon; a file of tracks where cells belong is refused row by row, never read as something else.
func TestGPX(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	gpx := `<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>甲</name><trkseg><trkpt lat="30" lon="120"/><trkpt lat="30.01" lon="120.01"/></trkseg></trk></gpx>`
	if err := os.WriteFile(filepath.Join(dir, "c.gpx"), []byte(gpx), 0o644); err != nil {
		t.Fatal(err)
	}
	delivery.Refused(t, dir, "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpx, layer: tracks, id: name}]\n", "c.gpx", "not_polygon", "a polygon is needed")
}
