package scene_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/change"
	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// rasterCase ingests a copy of one of the shared cases, with words of its project file replaced (old, new, …).
func rasterCase(t *testing.T, name string, replace ...string) (*ingest.Result, error) {
	t.Helper()
	from, dir := shared.Path(t, "cases", name), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "q.yaml")
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(dir, "qingshan.yaml")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(replace...).Replace(string(text))
	if len(replace) > 0 && changed == string(text) {
		t.Fatalf("%s: nothing to replace in\n%s", name, text)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	delivery.WriteFile(t, path, changed)
	p, err := project.Load(path)
	if err != nil {
		return nil, err
	}
	return ingest.Run(context.Background(), p, ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
}

// oneClearing asserts that a case has one patch of 4 ha (16 pixels of 50 m) and so much monitored.
func oneClearing(t *testing.T, what string, r *ingest.Result, err error, mean, monitored float64) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	c := r.Snapshot.Changes[0]
	if len(c.Patches.Pixels) != 1 || math.Abs(c.Patches.Planar[0]-40000) > 0.01 || math.Abs(c.Patches.Mean[0]-mean) > 1e-6 || math.Abs(c.Zones.ValidShare[0]-monitored) > 1e-6 {
		t.Errorf("%s: patches of %v m², change %v, monitored %v", what, c.Patches.Planar, c.Patches.Mean, c.Zones.ValidShare[0])
	}
}

// TestRasterCases: the shared cases about rasters come out as their readmes say.
func TestRasterCases(t *testing.T) {
	t.Parallel()
	r, err := rasterCase(t, "signed-byte")
	oneClearing(t, "signed bytes", r, err, -1.1, 1)
	r, err = rasterCase(t, "signed-byte", "path: b.tif", "path: b.tif, mosaic: true")
	oneClearing(t, "signed bytes in a mosaic", r, err, -1.1, 1)

	r, err = rasterCase(t, "infinite-pixels")
	oneClearing(t, "infinite pixels", r, err, -0.5, 0.9375)
	if c := r.Snapshot.Changes[0].Pixels; c.Valid != 1500 || c.OneDate != 100 {
		t.Errorf("infinite pixels: %+v", c)
	}
	u, err := change.New(coverage.New(r.Snapshot, nil)).Unobserved(context.Background(), change.StatsQuery{Layer: "zones", Since: delivery.Date("2026-09-01")})
	if err != nil || math.Abs(u.Rows[0].UnobservedM2/u.Rows[0].AreaM2-0.0625) > 1e-6 || float64(u.Rows[0].UnobservedSinceM2) != u.Rows[0].UnobservedM2 {
		t.Errorf("infinite pixels: %+v, %v", u.Rows[0], err)
	}

	r, err = rasterCase(t, "south-up-beside-north-up")
	oneClearing(t, "south up in a mosaic", r, err, -0.5, 1)
	r, err = rasterCase(t, "south-up-beside-north-up", `path: "m/*.tif", mosaic: true`, "path: b.tif")
	oneClearing(t, "south up", r, err, -0.5, 1)

	const quality = "path: scl.tif, band: 1, good: [4,5]"
	r, err = rasterCase(t, "quality-bands")
	oneClearing(t, "a quality band of other pixels", r, err, -0.5, 1)
	r, err = rasterCase(t, "quality-bands", "scl.tif", "eps.tif")
	oneClearing(t, "a quality band a nanometre off", r, err, -0.5, 1)
	r, err = rasterCase(t, "quality-bands", quality, "path: cm.tif, band: 1, good: [0]")
	oneClearing(t, "good is what the file calls nodata", r, err, -0.5, 1)
	if _, err = rasterCase(t, "quality-bands", quality, "path: qa.tif, band: 1, mask: 3, good: [8]"); err == nil || !strings.Contains(err.Error(), "mask: 3 (0x3) leaves out") {
		t.Errorf("an impossible quality: %v", err)
	}

	if _, err = rasterCase(t, "valid-range-units"); err == nil || !strings.Contains(err.Error(), "bound stored values") || !strings.Contains(err.Error(), "valid_min: -10000, valid_max: 10000") {
		t.Errorf("limits in physical units: %v", err)
	}
	r, err = rasterCase(t, "valid-range-units", "valid_min: -1, valid_max: 1", "nodata: .nan")
	oneClearing(t, "nodata: .nan", r, err, -0.5, 1)

	r, err = rasterCase(t, "world-wide-raster")
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Snapshot.Series[0].Zones; s.Mean[0] != 7 || math.Abs(s.Count[0]-0.8) > 1e-6 || math.Abs(s.ValidShare[0]-1) > 1e-8 {
		t.Errorf("a world-wide raster: %+v", s)
	}
}
