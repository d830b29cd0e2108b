package clean_test

import (
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCodesAcrossLevels: a zone that is refused for its code names the other row.
func TestCodesAcrossLevels(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "330523"))
	delivery.LayerFile(t, filepath.Join(dir, "town.gpkg"), "EPSG:4549", []string{"code", "parent"}, delivery.One(delivery.Ground, "330523", "330523"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.Refused(t, dir, "zones:\n  - {path: county.gpkg, level: county, code: code}\n  - {path: town.gpkg, level: township, code: code, parent: parent}\ncells: [{path: c.gpkg, id: gid}]\n",
		"county.gpkg, layer county, row 1 (330523)", "the township in town.gpkg, layer town, row 1", "unique across all levels")
}
