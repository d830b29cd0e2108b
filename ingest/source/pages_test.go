package source_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestPagesAreNoWholes: a file that says of itself that it is one page of an answer is refused with what to do; one that holds
// everything is taken, whatever it links to.
func TestPagesAreNoWholes(t *testing.T) {
	dir := t.TempDir()
	const ring = "[[[119,30],[119.01,30],[119.01,30.01],[119,30.01],[119,30]]]"
	delivery.WriteFile(t, filepath.Join(dir, "z.geojson"), `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"1"},"geometry":{"type":"Polygon","coordinates":`+ring+`}}]}`)
	geojson := func(before, after string) string {
		return `{"type":"FeatureCollection",` + before + `"features":[{"type":"Feature","properties":{"gid":"a","next":"b","links":[{"rel":"next"}]},"geometry":{"type":"Polygon","coordinates":` + ring + `}}]` + after + "}"
	}
	esri := func(more string) string {
		return `{"geometryType":"esriGeometryPolygon","spatialReference":{"wkid":4490},"fields":[{"name":"gid","type":"esriFieldTypeString","length":5}],"features":[{"attributes":{"gid":"a"},"geometry":{"rings":[[[119,30],[119,30.01],[119.01,30.01],[119.01,30],[119,30]]]}}]` + more + "}"
	}
	gml := func(attributes string) string {
		return `<?xml version="1.0" encoding="UTF-8"?>
<!-- a service's answer --><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:a="http://a.example" ` + attributes + `>
<wfs:member><a:cell gml:id="c.1"><a:gid>a</a:gid><a:geom><gml:Polygon gml:id="p" srsName="urn:ogc:def:crs:EPSG::4490"><gml:exterior><gml:LinearRing>
<gml:posList>30 119 30 119.01 30.01 119.01 30.01 119 30 119</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></a:geom></a:cell></wfs:member></wfs:FeatureCollection>`
	}
	const remedy = "fetch all pages"
	for i, c := range []struct{ ext, text, sign string }{
		{"geojson", geojson("", ""), ""},
		{"geojson", geojson("", `,"links":[{"rel":"self","href":"x"},{"rel":"next","href":"y"}]`), "rel=next"},
		{"geojson", geojson(`"links":[{"href":"y","rel":"alternate Next"}],`, ""), "rel=next"},
		{"json", geojson("", `,"links":[{"rel":"prev","href":"y"}]`), "rel=prev"},
		{"geojson", geojson("", `,"numberMatched":25,"numberReturned":1`), "numberMatched 25, and it holds 1"},
		{"geojson", geojson(`"numberMatched":"25",`, ""), "numberMatched 25"},
		{"geojson", geojson(`"totalFeatures":2,`, `,"crs":null`), "totalFeatures 2"},
		{"geojson", geojson("", `,"exceededTransferLimit":true`), "exceededTransferLimit"},
		{"geojson", geojson(`"properties":{"exceededTransferLimit":true},`, ""), "exceededTransferLimit"},
		{"geojson", geojson("", `,"next":"https://x?page=2"`), "next is given"},
		{"geojson", geojson("", `,"links":[{"rel":"self"},{"rel":"collection"}],"numberReturned":1,"timeStamp":"2026-01-01T00:00:00Z","next":null`), ""},
		{"geojson", geojson("", `,"links":[{"rel":"next","href":"y"}],"numberMatched":1`), ""},
		{"geojson", geojson("", `,"numberMatched":"unknown","links":"none","exceededTransferLimit":false`), ""},
		{"json", esri(""), ""},
		{"json", esri(`,"exceededTransferLimit":true`), "exceededTransferLimit"},
		{"gml", gml(`numberMatched="1" numberReturned="1" next=""`), ""},
		{"gml", gml(`numberMatched="31" numberReturned="1"`), "numberMatched 31, numberReturned 1"},
		{"gml", gml(`numberMatched="unknown" numberReturned="1" next="http://x?startIndex=1"`), "next is given"},
		{"gml", gml(`numberMatched="unknown" numberReturned="0"`), ""},
	} {
		name := fmt.Sprintf("c%d.%s", i, c.ext)
		delivery.WriteFile(t, filepath.Join(dir, name), c.text)
		yaml := fmt.Sprintf("zones: [{path: z.geojson, level: village, code: code}]\ncells: [{path: %s, id: gid}]\nstore: s%d\n", name, i)
		if c.sign != "" {
			delivery.Refused(t, dir, yaml, name, c.sign, remedy)
		} else if r, err := delivery.Ingest(t, dir, yaml); err != nil || r.Snapshot.Cells.Len() != 1 {
			t.Errorf("%s: %v\n%s", name, err, c.text)
		}
	}
	// Zones are looked at too.
	delivery.WriteFile(t, filepath.Join(dir, "c.geojson"), geojson("", ""))
	delivery.WriteFile(t, filepath.Join(dir, "z2.geojson"), geojson("", `,"links":[{"rel":"next","href":"y"}]`))
	delivery.Refused(t, dir, "zones: [{path: z2.geojson, level: village, code: gid}]\ncells: [{path: c.geojson, id: gid}]\n", "z2.geojson", remedy)
}
