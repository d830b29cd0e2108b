package scene_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestScenesOfOneQuantityAreAlike: what contradicts itself is refused with both names and exit code 2; what two products merely
// store in different ways is taken.
func TestScenesOfOneQuantityAreAlike(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	small := delivery.Grid(499500, 3322500, 100, 30, 30)
	for _, name := range []string{"a.tif", "b.tif", "c.tif"} {
		delivery.SceneFile(t, filepath.Join(dir, name), "EPSG:4549", small, nil, func(col, row int) float64 { return float64(1 + col%3) })
	}
	delivery.Convert(t, "gdal_translate", "-q", "-ot", "Float32", "-scale", "0", "10000", "0", "1", filepath.Join(dir, "b.tif"), filepath.Join(dir, "float.tif"))
	delivery.Convert(t, "gdal_translate", "-q", "-a_scale", "0.0001", filepath.Join(dir, "b.tif"), filepath.Join(dir, "scaled.tif"))
	delivery.Convert(t, "gdal_translate", "-q", "-of", "VRT", filepath.Join(dir, "b.tif"), filepath.Join(dir, "b.vrt"))
	plain, err := os.ReadFile(filepath.Join(dir, "b.vrt"))
	if err != nil {
		t.Fatal(err)
	}
	for file, unit := range map[string]string{"metres.vrt": "m", "feet.vrt": "ft"} {
		delivery.WriteFile(t, filepath.Join(dir, file), strings.Replace(string(plain), "<ColorInterp>", "<UnitType>"+unit+"</UnitType><ColorInterp>", 1))
	}
	for _, c := range []struct {
		name, first, second string
		words               string // of the refusal, by spaces; "" where it is taken
	}{
		{"kind on the first only", "path: a.tif, kind: class", "path: b.tif", "a.tif b.tif kind class index"},
		{"kind on the second only", "path: a.tif", "path: b.tif, kind: class", "a.tif b.tif kind class index"},
		{"index beside class", "path: a.tif, kind: index", "path: b.tif, kind: class", "a.tif b.tif kind"},
		{"classes on one", "path: a.tif, kind: class, classes: [1, 2]", "path: b.tif, kind: class", "a.tif b.tif classes"},
		{"scale on one", "path: a.tif, scale: 0.0001", "path: b.tif", "a.tif b.tif 0.0001 scale"},
		{"scale in one of the files", "path: scaled.tif", "path: b.tif", "scaled.tif b.tif scale"},
		{"a digit less", "path: a.tif, scale: 0.0001", "path: b.tif, scale: 0.001", "a.tif b.tif 0.001 scale"},
		{"offset on one", "path: a.tif, offset: -50", "path: b.tif", "a.tif b.tif offset"},
		{"metres and feet", "path: metres.vrt", "path: feet.vrt", "metres.vrt feet.vrt units"},

		{"kind by its default", "path: a.tif, kind: index", "path: b.tif", ""},
		{"other classes for the same", "path: a.tif, kind: class, classes: [1, 2]", "path: b.tif, kind: class, classes: [1]", ""},
		{"scale declared, and in the file", "path: a.tif, scale: 0.0001", "path: scaled.tif", ""},
		{"floats beside whole numbers", "path: a.tif, scale: 0.0001", "path: float.tif", ""},
		{"an offset of a later version", "path: a.tif, scale: 0.0001", "path: b.tif, scale: 0.0001, offset: -0.1", ""},
		{"a unit in one file", "path: metres.vrt", "path: b.tif", ""},
	} {
		yaml := fmt.Sprintf("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes:\n  - {quantity: q, date: 2026-08-01, %s}\n  - {quantity: q, date: 2026-09-01, %s}\n  - {quantity: other, date: 2026-09-01, path: c.tif}\n", c.first, c.second)
		_, err := delivery.Ingest(t, dir, yaml)
		var config *project.ConfigError
		switch {
		case c.words == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.words != "" && !errors.As(err, &config):
			t.Errorf("%s: %v", c.name, err)
		case c.words != "":
			for _, w := range strings.Fields(c.words) {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%s: %q does not say %q", c.name, err, w)
				}
			}
		}
	}
}
