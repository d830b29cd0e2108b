package scene_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestDatesOfScenes: the same in a pattern of scenes and in what init proposes.
func TestDatesOfScenes(t *testing.T) {
	dir, _ := delivery.SceneProject(t, "")
	for i, name := range []string{"ndvi_330523201907_2026年8月1日.tif", "ndvi_A2026274.tif"} {
		delivery.SceneFile(t, filepath.Join(dir, name), "EPSG:4549", delivery.Whole, nil, delivery.NDVI(delivery.Whole, i == 1))
	}
	yaml := func(pattern string) string {
		_, text := delivery.SceneProject(t, "  - {path: \""+pattern+"\", quantity: ndvi, scale: 0.0001}\n")
		return text
	}
	s := delivery.Taken(t, dir, yaml("ndvi_*.tif")).Snapshot
	if got := fmt.Sprint(s.Manifest.Scenes[0].Date, s.Manifest.Scenes[1].Date); got != "2026-08-01 2026-10-01" {
		t.Errorf("dates %s", got)
	}
	if err := os.Rename(filepath.Join(dir, "ndvi_A2026274.tif"), filepath.Join(dir, "ndvi_20260801-20261001.tif")); err != nil {
		t.Fatal(err)
	}
	delivery.Refused(t, dir, yaml("ndvi_*.tif"), "ndvi_20260801-20261001.tif", "several dates", "`date:`")
	os.Remove(filepath.Join(dir, "qingshan.yaml"))
	p, err := infer.WriteProject(t.Context(), dir)
	if err != nil || !strings.Contains(p.Text, `2026年8月1日.tif", quantity: ndvi, date: 2026-08-01`) || !strings.Contains(p.Text, `20261001.tif, quantity: ndvi, scale: 0.0001}  # 请核对 UNSURE: date — its name holds several dates (2026-08-01, 2026-10-01); add it`) {
		t.Errorf("%v\n%s", err, p.Text)
	}
}
