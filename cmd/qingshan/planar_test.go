package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestPlanarAreasOfMercator: the command line and the server both refuse areas from Web Mercator, with the error and a way out. At
// 30.52° N the error is a²/(M·N·cos² φ) − 1 = 35.2 %.
func TestPlanarAreasOfMercator(t *testing.T) {
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	const square = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"1"},"geometry":{"type":"Polygon","coordinates":[[[119.6,30.5],[119.62,30.5],[119.62,30.52],[119.6,30.52],[119.6,30.5]]]}}]}`
	write(t, filepath.Join(dir, "z.geojson"), square)
	write(t, filepath.Join(dir, "c.geojson"), square)
	write(t, project, "zones: [{path: z.geojson, level: county, code: id}]\ncells: [{path: c.geojson, id: id}]\ndate: 2026-10-01\n")
	ingestWithoutTiles(t, project)
	words := []string{"+35.2 %", "EPSG:4549", "ellipsoid"}
	line := qingshan(t, "coverage", "--planar", "EPSG:3857", "--project", project)
	base, stop := startServer(t, project)
	defer stop()
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })
	code, _, body := get(t, base+"/api/coverage?planar=EPSG:3857")
	if line.code != 2 || code != 400 {
		t.Errorf("exit code %d, status %d", line.code, code)
	}
	for _, w := range words {
		if !strings.Contains(line.stderr, w) || !strings.Contains(body, w) {
			t.Errorf("%s: %s\n%s", w, line.stderr, body)
		}
	}
	must(t, "coverage", "--planar", "EPSG:4549", "--project", project)
}
