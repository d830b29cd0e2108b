package source_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestTwoFieldsOfADBF: names are cut at ten bytes, so that two become one.
func TestTwoFieldsOfADBF(t *testing.T) {
	stem := filepath.Join(t.TempDir(), "c")
	delivery.WriteShapes(t, stem, len(delivery.ASCII))
	delivery.WriteTable(t, stem, nil, 0, "", []string{"name", "name"}, delivery.ASCII)
	if got, _, err := delivery.NamesOf(t, stem+".shp", ""); err == nil || !strings.Contains(err.Error(), `2 fields are called "name"`) {
		t.Errorf("%q, %v", got, err)
	}
	delivery.WriteTable(t, stem, delivery.InGB, 0x4d, "", []string{"责任区名称", "责任区名称"}, delivery.ASCII)
	p := project.New(filepath.Join(filepath.Dir(stem), "q.yaml"))
	l, err := (&source.Opener{Project: p, Report: &report.Report{}}).OpenAt("cells", project.Source{Path: "c.shp"}, p.Resolve("c.shp"))
	if err == nil {
		err = l.Read(t.Context(), []string{"责任区名称"}, "", func([]source.Row) error { return nil })
	}
	if err == nil || !strings.Contains(err.Error(), "2 fields are called") {
		t.Error(err)
	}
}

// TestTwoColumnsOfOneName: which one is meant would be a guess, in tables and in layers; capitals can tell them apart.
func TestTwoColumnsOfOneName(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	base := fmt.Sprintf(delivery.ZonesAndCells, "gpkg")
	for head, says := range map[string]string{
		"person,role,zone,zone":            `2 columns are called "zone"`,
		"person,role,Zone,ZONE":            `2 columns are called "zone"`,
		"person,role,zone,zone ":           `2 columns are called "zone"`,
		"person,person,role,zone":          `2 columns are called "person"`,
		"person,role,zone,Zone":            "",
		"person,role,Zone,备注":              "",
		"person,role,zone,备注,备注":           "",
		"person,role,zone,valid_to,备注,备注 ": "",
	} {
		delivery.WriteFile(t, filepath.Join(dir, "a.csv"), head+"\nA,chief,1,,,\n")
		yaml := base + "registry: {assignments: {path: a.csv}}\n"
		if says != "" {
			delivery.Refused(t, dir, yaml, "a.csv", says, "rename")
		} else if a := delivery.Taken(t, dir, yaml).Snapshot.Registry.Assignments; len(a) != 1 || a[0].Zone != "1" {
			t.Errorf("%s: %+v", head, a)
		}
	}
	delivery.WriteFile(t, filepath.Join(dir, "a.csv"), "人员,角色,责任区,责任区\nA,chief,1,2\n")
	delivery.Refused(t, dir, base+"registry: {assignments: {path: a.csv, columns: {person: 人员, role: 角色, zone: 责任区}}}\n", `2 columns are called "责任区"`)
}
