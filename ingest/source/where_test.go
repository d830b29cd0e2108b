package source_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestWhereOfNothing: a filter that lets nothing through is a mistake, not an empty layer.
func TestWhereOfNothing(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid", "kind"}, delivery.One(delivery.Ground, "1", "林"), delivery.One(delivery.Ground, "2", "田"))
	yaml := "zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid, where: \"%s\"}]\n"
	delivery.Refused(t, dir, fmt.Sprintf(yaml, "kind = '草'"), "c.gpkg, layer c", "no row of 2", "kind = '草'")
	delivery.Refused(t, dir, fmt.Sprintf(yaml, "地类 = '林'"), "c.gpkg", "地类 = '林'", "in double quotes")
	delivery.Refused(t, dir, fmt.Sprintf(yaml, "kind = "), "c.gpkg", "layer c", "where: kind =")
	if n := delivery.Taken(t, dir, fmt.Sprintf(yaml, "kind = '林'")).Snapshot.Cells.Len(); n != 1 {
		t.Errorf("%d cells", n)
	}
}
