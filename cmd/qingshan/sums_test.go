package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
)

// copied is a private copy of a folder below the shared one; its project file is named.
func copied(t *testing.T, project string, parts ...string) string {
	t.Helper()
	from, to := shared.Path(t, parts...), t.TempDir()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		content, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(to, project)
}

// A zone and a cell of three corners each; the areas were clipped in rational numbers.
func TestCaseDoesNotAddUp(t *testing.T) {
	project := copied(t, "qingshan.yaml", "cases", "does-not-add-up", "triangle")
	must(t, "ingest", "--project", project)
	cov := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549")
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"demand", cov.Total.Demand, 16760.070054}, {"covered", cov.Total.Covered, 0.234430324}, {"gap", cov.Total.Gap, 16760.070054 - 0.234430324}} {
		if math.Abs(c.got-c.want) > 1e-4 {
			t.Errorf("%s %.6f m², want %.6f", c.what, c.got, c.want)
		}
	}
	must(t, "verify", "--project", project)
}
