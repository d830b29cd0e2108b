package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// gml is a layer of one polygon with an id.
func gml(id, corners string) string {
	return `<?xml version="1.0" encoding="utf-8"?>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">
<gml:featureMember><ogr:zone fid="zone.0"><ogr:geometryProperty><gml:Polygon srsName="EPSG:4549"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>` + corners +
		`</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></ogr:geometryProperty><ogr:code>` + id + `</ogr:code></ogr:zone></gml:featureMember>
</ogr:FeatureCollection>
`
}

// TestNothingIsLeftBesideGML: GDAL writes a .gfs beside each GML that it reads, unless told not to; one that lies there already is
// read with it, and so is part of what was read.
func TestNothingIsLeftBesideGML(t *testing.T) {
	dir := t.TempDir()
	const corners = "500000,3320000 502000,3320000 502000,3322000 500000,3322000 500000,3320000"
	for _, name := range []string{"z.gml", "c.GML"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(gml("330523", corners)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	project := "zones: [{path: z.gml, level: county, code: code, crs: 'EPSG:4549'}]\ncells: [{path: c.GML, id: code, crs: 'EPSG:4549'}]\n"
	r := delivery.Taken(t, dir, project)
	if m := r.Snapshot.Manifest.Sums; m.GapM2 != 0 || r.Snapshot.Zones.Planar[0] != delivery.GroundM2 {
		t.Errorf("%+v", m)
	}
	if _, err := infer.WriteProject(t.Context(), dir); err == nil {
		t.Error("a project file was replaced")
	}
	if err := os.Remove(filepath.Join(dir, "qingshan.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := infer.WriteProject(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".gfs") {
			t.Errorf("%s was left", e.Name())
		}
	}
	gfs := `<GMLFeatureClassList><GMLFeatureClass><Name>zone</Name><ElementPath>zone</ElementPath><GeometryType>3</GeometryType>
<PropertyDefn><Name>code</Name><ElementPath>code</ElementPath><Type>String</Type></PropertyDefn></GMLFeatureClass></GMLFeatureClassList>`
	if err := os.WriteFile(filepath.Join(dir, "z.gfs"), []byte(gfs), 0o644); err != nil {
		t.Fatal(err)
	}
	again := delivery.Taken(t, dir, project)
	if again.ID == r.ID || !slices.ContainsFunc(again.Snapshot.Manifest.Inputs, func(i snapshot.Input) bool { return i.Path == "z.gfs" }) {
		t.Errorf("%s after %s, inputs %v", again.ID, r.ID, again.Snapshot.Manifest.Inputs)
	}
}
