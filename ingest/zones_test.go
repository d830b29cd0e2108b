package ingest

import (
	"path/filepath"
	"testing"
)

// TestCodesAcrossLevels: a zone that is refused for its code names the other row.
func TestCodesAcrossLevels(t *testing.T) {
	dir := t.TempDir()
	layerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "330523"))
	layerFile(t, filepath.Join(dir, "town.gpkg"), "EPSG:4549", []string{"code", "parent"}, one(ground, "330523", "330523"))
	layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, one(ground, "1"))
	refused(t, dir, "zones:\n  - {path: county.gpkg, level: county, code: code}\n  - {path: town.gpkg, level: township, code: code, parent: parent}\ncells: [{path: c.gpkg, id: gid}]\n",
		"county.gpkg, layer county, row 1 (330523)", "the township in town.gpkg, layer town, row 1", "unique across all levels")
}
