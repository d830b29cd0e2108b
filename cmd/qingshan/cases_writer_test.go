package main

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// TestCaseGeoPackageWAL: what an editor has saved beside a GeoPackage counts, each time anew; closing the editor changes nothing.
func TestCaseGeoPackageWAL(t *testing.T) {
	dir := caseCopy(t, "geopackage-wal")
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3, which stands for the editor")
	}
	file, project := filepath.Join(dir, "cells.gpkg"), filepath.Join(dir, "q.yaml")
	editor := exec.Command(python, filepath.Join(dir, "edit.py"), file)
	in, err := editor.StdinPipe()
	if err == nil {
		err = editor.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ended := false
	end := func() {
		if !ended {
			ended = true
			in.Close()
			_ = editor.Wait()
		}
	}
	defer end()
	size := func() int64 {
		info, err := os.Stat(file + "-wal")
		if err != nil {
			return 0
		}
		return info.Size()
	}
	share := func() float64 {
		must(t, "ingest", "--project", project)
		c := ask[coverageDoc](t, "coverage", "--project", project).Total
		return math.Round(1000*c.Covered/c.Demand) / 10
	}
	for _, step := range []struct {
		cell    string
		covered float64 // % of 400 ha, each cell having a quarter of it, D less 10 ha
	}{{"A", 72.5}, {"B", 47.5}} {
		was := size()
		if _, err := fmt.Fprintf(in, "delete from cells where gid='%s'\n", step.cell); err != nil {
			t.Fatal(err)
		}
		for range 500 {
			if size() > was {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if got := share(); got != step.covered {
			t.Errorf("without %s: %v %% covered, want %v", step.cell, got, step.covered)
		}
	}
	end()
	if got := share(); got != 47.5 {
		t.Errorf("closed: %v %% covered", got)
	}
}

// TestCaseQuarantinePooled: two of three zone rows, 5,000 of 5,500 ha, are refused: nothing is published. Where the zone is declared
// missing, coverage names it in every form for people, and its ground.
func TestCaseQuarantinePooled(t *testing.T) {
	dir := caseCopy(t, "quarantine-pooled")
	project := filepath.Join(dir, "qingshan.yaml")
	o := qingshan(t, "ingest", "--project", project)
	if o.code != exitQuarantine || !strings.Contains(o.stderr, "zones.gpkg") || !strings.Contains(o.stderr, "duplicate_id") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	write(t, project, string(text)+"rules: {missing_zones: [A]}\n")
	report := must(t, "ingest", "--project", project).stdout
	table := must(t, "coverage", "--project", project).stdout
	for name, out := range map[string]string{"ingest": report, "coverage": table} {
		if !strings.Contains(out, "missing zone 缺失责任区: A A (county): duplicate_id, 2 rows refused 隔离, 5000.0000 ha") {
			t.Errorf("%s does not name what is missing:\n%s", name, out)
		}
	}
	rows := askCSV(t, "coverage", "--project", project)
	if last := rows[len(rows)-1]; len(rows) != 2 || last["zone"] != "A" || last["demand_m2"] != "" {
		t.Errorf("%v", rows)
	}
}
