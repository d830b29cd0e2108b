package scene_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestLimitsAreStoredValues: limits that can only be physical units are refused with what to write; those that can be stored values
// are taken.
func TestLimitsAreStoredValues(t *testing.T) {
	t.Parallel()
	dir, _ := delivery.SceneProject(t, "")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, false))
	for _, c := range []struct{ entry, refusal string }{
		{"scale: 0.0001, valid_min: -1, valid_max: 1", "t0.tif: valid_min: -1, valid_max: 1 bound stored values, before scale 0.0001 and offset 0: in physical units that is -0.0001 to 0.0001; if physical units were meant, write valid_min: -10000, valid_max: 10000"},
		{"scale: 0.0001, valid_min: -0.2", "write valid_min: -2000"},
		{"scale: 0.0001, valid_max: 1", "write valid_max: 10000"},
		{"scale: 0.01, offset: -1, valid_min: -0.5", "write valid_min: 50"},
		{"scale: 0.0001, valid_min: 0, valid_max: 1", "write valid_min: 0, valid_max: 10000"},
		{"valid_min: 5, valid_max: 1", "valid_min 5 is more than valid_max 1"},
		{"scale: 0.0001, valid_min: 1", ""}, // 0 is a fill
		{"scale: 0.0001, valid_min: -2000, valid_max: 10000", ""},
		{"valid_min: -0.5, valid_max: 9000.5", ""}, // no scale: stored values are physical ones
		{"scale: 0.0001, valid_max: 0", ""},
	} {
		yaml := fmt.Sprintf("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes: [{path: t0.tif, quantity: ndvi, date: 2026-08-01, %s}]\n", c.entry)
		if c.refusal != "" {
			delivery.Refused(t, dir, yaml, c.refusal)
		} else if _, err := delivery.Ingest(t, dir, yaml); err != nil {
			t.Errorf("%s: %v", c.entry, err)
		}
	}
}

// TestNothingIsLeft: a scene of which nothing in the zones is an observation is remarked on, whatever took it away, and on every
// night; one of which a single pixel is left is not.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	dir, _ := delivery.SceneProject(t, "")
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, nil, func(col, row int) float64 {
		if col == 100 && row == 100 {
			return 8000
		}
		return 7000
	})
	delivery.SceneFile(t, filepath.Join(dir, "q.tif"), "EPSG:4549", delivery.Whole, nil, func(int, int) float64 { return 3 })
	for _, c := range []struct {
		entry string
		left  bool
	}{{"valid_max: 6000", false}, {"valid_min: 7500", true}, {"nodata: 7000, valid_max: 7999", false}, {"quality: {path: q.tif, band: 1, good: [2]}", false}, {"quality: {path: q.tif, band: 1, mask: 2, good: [2]}", true}} {
		yaml := fmt.Sprintf("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes: [{path: t0.tif, quantity: ndvi, date: 2026-08-01, scale: 0.0001, %s}]\n", c.entry)
		said := slices.ContainsFunc(delivery.Taken(t, dir, yaml).Report.Notes, func(n string) bool {
			return strings.Contains(n, "t0.tif (ndvi 2026-08-01): nothing of it is an observation")
		})
		if said == c.left {
			t.Errorf("%s: remarked on: %v", c.entry, said)
		}
	}
}

// TestNodataThatIsNoNumber: settings with .nan and .inf make ids of their own, as any other nodata value does.
func TestNodataThatIsNoNumber(t *testing.T) {
	t.Parallel()
	dir, _ := delivery.SceneProject(t, "")
	fill := 7000.0
	delivery.SceneFile(t, filepath.Join(dir, "t0.tif"), "EPSG:4549", delivery.Whole, &fill, delivery.NDVI(delivery.Whole, false))
	ids := map[string]string{}
	for _, nodata := range []string{"", "nodata: .nan", "nodata: .inf", "nodata: -.inf", "nodata: 3"} {
		yaml := fmt.Sprintf("zones: [{path: z.gpkg, level: village, code: code}]\ncells: [{path: c.gpkg, id: gid}]\nscenes: [{path: t0.tif, quantity: ndvi, date: 2026-08-01, %s}]\n", nodata)
		r := delivery.Taken(t, dir, yaml)
		id := string(r.ID)
		said := slices.ContainsFunc(r.Report.Notes, func(n string) bool { return strings.Contains(n, "its own nodata value 7000 counts as an observation") })
		if want := strings.HasSuffix(nodata, "nan") || strings.HasSuffix(nodata, "inf"); said != want {
			t.Errorf("%q: said that the file's value is overruled: %v", nodata, said)
		}
		if other, known := ids[id]; known {
			t.Errorf("%q and %q have one id", nodata, other)
		}
		ids[id] = nodata
	}
}
