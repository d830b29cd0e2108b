package ingest

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestWhereOfNothing: a filter that lets nothing through is a mistake, not an empty layer.
func TestWhereOfNothing(t *testing.T) {
	dir := t.TempDir()
	layerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "1"))
	layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid", "kind"}, one(ground, "1", "林"), one(ground, "2", "田"))
	yaml := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid, where: \"%s\"}]\n"
	refused(t, dir, fmt.Sprintf(yaml, "kind = '草'"), "c.gpkg, layer c", "no row of 2", "kind = '草'")
	refused(t, dir, fmt.Sprintf(yaml, "地类 = '林'"), "c.gpkg", "地类 = '林'", "in double quotes")
	refused(t, dir, fmt.Sprintf(yaml, "kind = "), "c.gpkg", "layer c", "where: kind =")
	if n := delivered(t, dir, fmt.Sprintf(yaml, "kind = '林'")).Snapshot.Cells.Len(); n != 1 {
		t.Errorf("%d cells", n)
	}
}
