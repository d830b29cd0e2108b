package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/shared"
)

// caseCopy is a folder with the files of one of the shared cases.
func caseCopy(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shared.Path(t, "cases", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestCaseTinyRing: a hole of 3 mm stops no ingest; what it leaves of 1 km² is covered to 60 %.
func TestCaseTinyRing(t *testing.T) {
	project := filepath.Join(caseCopy(t, "tiny-ring"), "qingshan.yaml")
	must(t, "ingest", "--project", project)
	c := ask[coverageDoc](t, "coverage", "--project", project, "--planar", "EPSG:4549").Total
	if near := func(a, b float64) bool { return a > b-1e-3 && a < b+1e-3 }; !near(c.Demand, 1e6-9e-6) || !near(c.Covered, 6e5-9e-6) {
		t.Errorf("demand %.6f, covered %.6f m²", c.Demand, c.Covered)
	}
	must(t, "verify", "--project", project)
}

// TestCaseKindOnOneScene: a class scene beside an index scene of one quantity is refused with both names, and nothing is left.
func TestCaseKindOnOneScene(t *testing.T) {
	dir := caseCopy(t, "kind-on-one-scene")
	o := qingshan(t, "ingest", "--project", filepath.Join(dir, "q.yaml"))
	if o.code != exitUsage || !strings.Contains(o.stderr, "a.tif") || !strings.Contains(o.stderr, "b.tif") || !strings.Contains(o.stderr, "kind") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "store", "snapshots")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
