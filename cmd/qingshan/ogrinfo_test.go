package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store/proof"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestGeoPackageInOgrinfo: GDAL's own program finds every layer of snapshot.gpkg with the rows that the manifest counts,
// the geometry layers in the working CRS.
func TestGeoPackageInOgrinfo(t *testing.T) {
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Skip("ogrinfo is not installed (Debian: gdal-bin)")
	}
	dir, project := county.SampleCopy(t, "XS")
	m := ask[snapshot.Manifest](t, "snapshots", "show", "--project", project)
	out, err := exec.Command("ogrinfo", "-so", "-al", filepath.Join(dir, "store", "snapshots", string(m.ID), snapshot.GeoPackageName)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := map[string]int{}
	for counted, n := range m.Counts {
		if name := layerName(counted); name != "" {
			want[name] = n
		}
	}
	counted, geometries := 0, 0
	for _, layer := range strings.Split(string(out), "\nLayer name: ")[1:] {
		name, _, _ := strings.Cut(layer, "\n")
		rows := regexp.MustCompile(`Feature Count: (\d+)`).FindStringSubmatch(layer)
		if rows == nil {
			t.Fatalf("layer %s has no count:\n%s", name, layer)
		}
		if want, ok := want[name]; ok {
			counted++
			if n, _ := strconv.Atoi(rows[1]); n != want {
				t.Errorf("layer %s has %d rows, the manifest says %d", name, n, want)
			}
		}
		switch {
		case strings.Contains(layer, "Geometry: None"):
		case strings.Contains(layer, "Geometry: Multi Polygon") && strings.Contains(layer, `ID["EPSG",4549]]`):
			geometries++
		default:
			t.Errorf("layer %s:\n%s", name, layer)
		}
	}
	if counted != len(want) || geometries < 10 {
		t.Errorf("%d of %d counted layers, %d with geometry:\n%s", counted, len(want), geometries, out)
	}
}

// verified is what `qingshan verify` answers.
type verified = proof.Checked

// layerName is the GeoPackage's layer of what the manifest counts.
func layerName(counted string) string { return proof.GeoPackageLayer(counted) }
