package proof_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/data/store/proof"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// opened is a folder with an older program's snapshot, and its manifest.
func opened(t *testing.T, version string) (folder string, m snapshot.Manifest) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	id := oldstore.Write(t, version, dir)
	s, err := store.OpenDir(dir).Get(context.Background(), snapshot.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "snapshots", id), s.Manifest
}

// reseal makes the hashes of a folder fit its files again.
func reseal(t *testing.T, folder string, m snapshot.Manifest) {
	t.Helper()
	for _, name := range []string{store.ManifestName, "manifest.sha256"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Seal(context.Background(), folder, &m); err != nil {
		t.Fatal(err)
	}
}

// TestCheck: snapshots of older programs are sound; one whose counts, sums or GeoPackage are not what its manifest says is refused, by
// the check of a published one as by that of one just sealed.
func TestCheck(t *testing.T) {
	ctx := context.Background()
	for _, version := range []string{"schema-1", "schema-2"} {
		folder, m := opened(t, version)
		for name, check := range map[string]func(context.Context, string, snapshot.ID) (*snapshot.Snapshot, *proof.Checked, error){"published": proof.Check, "sealed": proof.CheckSealed} {
			s, c, err := check(ctx, folder, m.ID)
			if err != nil || !c.Sound || c.Snapshot != m.ID || c.Zones != s.Zones.Len() || c.DemandM2 != m.Sums.DemandM2 || c.Layers == 0 {
				t.Errorf("%s, %s: %+v, %v", version, name, c, err)
			}
		}
	}
	for _, c := range []struct {
		what, says string
		spoil      func(folder string, m *snapshot.Manifest)
	}{
		{"a count", "the manifest says", func(_ string, m *snapshot.Manifest) { m.Counts["cells"]++ }},
		{"a sum", "are not the manifest's", func(_ string, m *snapshot.Manifest) { m.Sums.GapM2++ }},
		{"a GeoPackage without layers", "it has no layer", func(folder string, _ *snapshot.Manifest) {
			path := filepath.Join(folder, snapshot.GeoPackageName)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			w, err := gdal.CreateVector(path, "GPKG")
			if err == nil {
				_, err = w.AddLayer(gdal.LayerSpec{Name: "other", Geometry: "None"})
			}
			if err := errors.Join(err, w.Close()); err != nil {
				t.Fatal(err)
			}
		}},
		{"no columns", "damaged", func(folder string, _ *snapshot.Manifest) {
			if err := os.WriteFile(filepath.Join(folder, snapshot.ColumnsName), []byte("nothing"), 0o644); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		folder, m := opened(t, "schema-2")
		c.spoil(folder, &m)
		reseal(t, folder, m)
		for name, check := range map[string]func(context.Context, string, snapshot.ID) (*snapshot.Snapshot, *proof.Checked, error){"published": proof.Check, "sealed": proof.CheckSealed} {
			if s, _, err := check(ctx, folder, m.ID); err == nil || s != nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s, %s: %v", c.what, name, err)
			}
		}
	}
}
