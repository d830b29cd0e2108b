package tables_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCaseOfCRLineEnds: both assignments are read.
func TestCaseOfCRLineEnds(t *testing.T) {
	s := delivery.TakenCase(t, "csv-cr-line-ends", "q.yaml").Snapshot
	if got := fmt.Sprintf("%d %s %s", len(s.Registry.Assignments), s.Registry.Chief("990001", s.Manifest.On), s.Registry.Chief("990001001", s.Manifest.On)); got != "2 C1 C1" {
		t.Errorf("assignments and chiefs: %s", got)
	}
}

// TestInitOfTables: what init writes for tables of older programs is what an ingest needs.
func TestInitOfTables(t *testing.T) {
	dir := t.TempDir()
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("id,name\rC1,赵甲\rC2,钱乙\rC3,孙丙\r")
	if err != nil {
		t.Fatal(err)
	}
	delivery.WriteFile(t, filepath.Join(dir, "林长.csv"), gbk)
	delivery.WriteFile(t, filepath.Join(dir, "a.csv"), ",,\rperson,role,zone\rC1,chief,1\r")
	delivery.LayerFile(t, filepath.Join(dir, "cells.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "village.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "330523001001"))
	p, err := infer.WriteProject(t.Context(), dir)
	if err != nil || !strings.Contains(p.Text, `chiefs: {path: "林长.csv", encoding: GBK}`) || !strings.Contains(p.Text, "assignments: {path: a.csv}\n") {
		t.Fatalf("%v\n%s", err, p.Text)
	}
}
