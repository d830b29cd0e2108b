package source_test

import (
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// webMercator is the definition that ArcGIS writes.
const webMercator = `PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]`

// TestLayersInMercator: eastings of 13 to 15 million are China's in Mercator projections, and no zone numbers.
func TestLayersInMercator(t *testing.T) {
	lonlat := delivery.DenseThrough(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	for name, crs := range map[string]string{"EPSG": "EPSG:3857", "ESRI": "ESRI:102100", "as ArcGIS writes it": webMercator, "World Mercator": "EPSG:3395", "plate carrée": "EPSG:4087"} {
		dir := t.TempDir()
		ring := delivery.Through(t, "EPSG:4490", crs, lonlat)
		if name != "World Mercator" && name != "plate carrée" {
			ring = delivery.Mercator(lonlat)
		}
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), crs, []string{"gid"}, delivery.One(ring, "1"))
		s := delivery.Taken(t, dir, "crs: EPSG:4549\nzones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\n").Snapshot
		if m := s.Manifest.Sums; m.GapM2+m.ResidueM2 > 8 { // 1 mm along 8 km
			t.Errorf("%s: gap %.3f m²", name, m.GapM2)
		}
	}
}

// TestEastingsThatFitNoZone: what the wrong declaration would make of them is refused, and the advice leads to the right one.
func TestEastingsThatFitNoZone(t *testing.T) {
	lonlat := delivery.Through(t, "EPSG:4549", "EPSG:4490", delivery.Ground)
	zone40 := delivery.Through(t, "EPSG:4549", "EPSG:4528", delivery.Ground)
	wide := delivery.Through(t, "EPSG:4549", "EPSG:4498", delivery.Ground)
	both := append([]float64(nil), zone40...)
	both[0], both[6], both[8] = both[0]-1e6, both[6]-1e6, both[8]-1e6
	polar := delivery.Rect(19e6, 3e6, 20e6, 4e6)
	for _, c := range []struct {
		name, crs string
		ring      []float64
		words     []string
	}{
		{"Mercator in a plain zone", "EPSG:4549", delivery.Mercator(lonlat), []string{"EPSG:3857", "120.00° E", "EPSG:4491"}},
		{"Mercator in the prefixed zone of old advice", "EPSG:4513", delivery.Mercator(lonlat), []string{"km from the central meridian", "EPSG:4513"}},
		{"Mercator in another prefixed zone", "EPSG:4528", delivery.Mercator(lonlat), []string{"km from the central meridian"}},
		{"a zone number in Mercator", "EPSG:3857", zone40, []string{"EPSG:3857", "declare the right"}},
		{"a zone number in UTM", "EPSG:32650", zone40, []string{"zone number", "EPSG:4528"}},
		{"6-degree zone number in a plain zone", "EPSG:4549", wide, []string{"zone number", "EPSG:4498"}},
		{"two zones in one layer", "EPSG:4528", both, []string{"zones 39 to 40", "layer of its own"}},
		{"beyond the world", "+proj=laea +lat_0=30 +lon_0=120", polar, []string{"declare the right"}},
		{"longitudes to 360", "EPSG:4326", delivery.Rect(181, 30, 182, 31), []string{"count them from -180 to 180"}},
		{"longitudes across 180", "EPSG:4326", delivery.Rect(179, 30, 181, 31), []string{"180th meridian", "cut the layers"}},
		{"another part of the world", "EPSG:4326", delivery.Rect(-100, 30, -99, 31), []string{"nowhere near the zones"}},
		{"both sides of the 180th meridian, in degrees", "EPSG:4326", delivery.Rect(-179.9, -17, 179.9, -16), []string{"180th meridian", "cut the layers"}},
		{"both sides of the 180th meridian, in metres", "EPSG:3460", delivery.Rect(2000000, 3900000, 2200000, 4000000), []string{"180th meridian", "cut the layers"}}, // Fiji
		{"the Moon", "+proj=longlat +R=1737400", delivery.Rect(10, 20, 11, 21), []string{"another body than the Earth", "1737 km", "`crs:`"}},
		{"Mars", "+proj=eqc +a=3396190 +b=3376200", delivery.Rect(500000, 100000, 510000, 110000), []string{"another body than the Earth", "3396 km"}},
		{"Venus", "+proj=longlat +R=6051800", delivery.Rect(10, 20, 11, 21), []string{"another body"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "c.shp"), "", []string{"gid"}, delivery.One(c.ring, "1"))
			delivery.Refused(t, dir, fmt.Sprintf("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.shp, id: gid, crs: '%s'}]\n", c.crs), append(c.words, "c.shp")...)
		})
	}
}

// TestCaseWebMercatorLayer runs the shared case.
func TestCaseWebMercatorLayer(t *testing.T) {
	dir := delivery.CopyOfCase(t, "web-mercator-layer")
	m := delivery.Taken(t, dir, delivery.CaseYAML(t, dir, "q.yaml")).Snapshot.Manifest.Sums
	if math.Abs(m.CoveredM2/m.DemandM2-0.975) > 1e-4 {
		t.Errorf("covered %.6f", m.CoveredM2/m.DemandM2)
	}
	for _, advised := range []string{"EPSG:4513", "EPSG:4533", "EPSG:4549"} {
		delivery.Refused(t, dir, delivery.CaseYAML(t, dir, "q.yaml", "EPSG:3857", advised), "cells.geojson, layer cells", advised)
	}
}

// TestZonesAcrossMeridian180: layers of which one lies west and one east of the 180th meridian have their sentence too.
func TestZonesAcrossMeridian180(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.geojson"), "EPSG:4326", []string{"code"}, delivery.One(delivery.Rect(179.5, -17, 179.9, -16), "1"))
	delivery.LayerFile(t, filepath.Join(dir, "y.geojson"), "EPSG:4326", []string{"code"}, delivery.One(delivery.Rect(-179.9, -17, -179.5, -16), "2"))
	delivery.LayerFile(t, filepath.Join(dir, "c.geojson"), "EPSG:4326", []string{"gid"}, delivery.One(delivery.Rect(179.5, -17, 179.9, -16), "1"))
	delivery.Refused(t, dir, "zones: [{path: z.geojson, level: village, code: code}, {path: y.geojson, level: village, code: code}]\ncells: [{path: c.geojson, id: gid}]\n", "y.geojson", "180th meridian", "cut the layers")
}
