package infer_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// proposed writes a project file for a folder and ingests it.
func proposed(t *testing.T, dir string) (text string, r *ingest.Result) {
	t.Helper()
	p, err := infer.WriteProject(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	project, err := project.Load(p.Path)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Text)
	}
	if r, err = ingest.Run(context.Background(), project, ingest.Options{}); err != nil {
		t.Fatalf("%v\n%s", err, p.Text)
	}
	return p.Text, r
}

func tree(r *ingest.Result) string {
	var out []string
	z := r.Snapshot.Zones
	for i, c := range z.Code {
		up := "-"
		if z.Parent[i] >= 0 {
			up = z.Code[z.Parent[i]]
		}
		out = append(out, c+" "+string(z.Level[i])+" in "+up)
	}
	return strings.Join(out, ", ")
}

// TestInitRelatesZones: what init writes for zones in several layers is ingested as it stands: levels and parents come from the
// attributes, whatever the fields are called.
func TestInitRelatesZones(t *testing.T) {
	west, east := delivery.Rect(500000, 3320000, 501000, 3322000), delivery.Rect(501000, 3320000, 502000, 3322000)
	for name, c := range map[string]struct {
		files func(dir string)
		tree  string
		words []string
	}{
		"a parent under another name": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "a.gpkg"), "EPSG:4549", []string{"xzqdm", "xzqmc"}, delivery.One(delivery.Ground, "330523", "安吉县"))
			delivery.LayerFile(t, filepath.Join(dir, "b.gpkg"), "EPSG:4549", []string{"xzqdm", "xzqmc", "ssxdm"}, delivery.One(west, "330523001", "西", "330523"), delivery.One(east, "330523002", "东", "330523"))
		}, "330523 county in -, 330523001 township in 330523, 330523002 township in 330523", []string{"parent: ssxdm"}},
		"several files of one level": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "b1.gpkg"), "EPSG:4549", []string{"code", "up"}, delivery.One(west, "330523001", "330523"))
			delivery.LayerFile(t, filepath.Join(dir, "b2.gpkg"), "EPSG:4549", []string{"code", "up"}, delivery.One(east, "330523002", "330523"))
			delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "330523"))
		}, "330523 county in -, 330523001 township in 330523, 330523002 township in 330523", nil},
		"one zone in two files": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "counties-39.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(west, "330523"))
			delivery.LayerFile(t, filepath.Join(dir, "counties-40.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(east, "330523"))
		}, "330523 county in -", []string{"dissolve: true", "1 of its codes are also in counties-39.gpkg"}},
		"all levels in one layer, by a field": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "all.gpkg"), "EPSG:4549", []string{"code", "level", "pid"}, delivery.One(delivery.Ground, "C1", "县级", ""), delivery.One(west, "T1", "乡镇级", "C1"), delivery.One(east, "T2", "乡镇级", "C1"))
		}, "C1 county in -, T1 township in C1, T2 township in C1", []string{`where: "\"level\" = '县级'"`, "parent: pid"}},
		"all levels in one layer, by codes": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "all.gpkg"), "EPSG:4549", []string{"code", "sj"}, delivery.One(delivery.Ground, "330523000000", "330500000000"), delivery.One(west, "330523001000", "330523000000"),
				delivery.One(east, "330523002000", "330523000000"), delivery.One(west, "330523001200", "330523001000"))
		}, "330523000000 county in -, 330523001000 township in 330523000000, 330523002000 township in 330523000000, 330523001200 village in 330523001000", []string{"LIKE '______000000'", "parent: sj"}},
		"a code that is not there once": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "townships.gpkg"), "EPSG:4549", []string{"code", "xdm"}, delivery.One(west, "330523", "330523001"), delivery.One(east, "330523", "330523002"))
		}, "330523001 township in -, 330523002 township in -", []string{"code: xdm", "is not there once"}},
		"rows that are parts": {func(dir string) {
			delivery.LayerFile(t, filepath.Join(dir, "counties.gpkg"), "EPSG:4549", []string{"code", "note"}, delivery.One(west, "330523", "甲"), delivery.One(east, "330523", "乙"))
		}, "330523 county in -", []string{"dissolve: true", "they are united"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.files(dir)
			delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(west, "1"), delivery.One(east, "2"))
			text, r := proposed(t, dir)
			if got := tree(r); got != c.tree || len(r.Report.Quarantine) > 0 {
				t.Errorf("%s\n%s\n%v", got, text, r.Report.Quarantine)
			}
			for _, w := range c.words {
				if !strings.Contains(text, w) {
					t.Errorf("%q is not in\n%s", w, text)
				}
			}
		})
	}
}

// TestInitSaysWhatIsMissing: where no field names the zone above, or one code stands at two levels, the line is marked.
func TestInitSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "counties.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "330523"))
	delivery.LayerFile(t, filepath.Join(dir, "townships.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "330523001"))
	delivery.LayerFile(t, filepath.Join(dir, "villages.gpkg"), "EPSG:4549", []string{"code", "parent"}, delivery.One(delivery.Ground, "330523001", "9"))
	p, err := infer.WriteProject(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"no field holds the code of the county above", "its values are not all codes of the zones above", "1 of its codes are also in townships.gpkg, as township"} {
		if !strings.Contains(p.Text, w) {
			t.Errorf("%q is not in\n%s", w, p.Text)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "qingshan.yaml")); err != nil {
		t.Error(err)
	}
}
