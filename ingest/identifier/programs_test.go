package identifier_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestCaseOfNumbersInWorkbooks: 1 is who is stored as 1.0, and 9.90001001E8 the zone 990001001.
func TestCaseOfNumbersInWorkbooks(t *testing.T) {
	for project, want := range map[string]string{"q.yaml": "1 赵甲", "q2.yaml": "x x"} {
		reg := delivery.TakenCase(t, "numbers-in-workbooks", project).Snapshot.Registry
		a := reg.Assignments[0]
		if got := a.Person + " " + reg.Name(a.Person); got != want || a.Zone != "990001001" {
			t.Errorf("%s: %q holds %s, want %q", project, got, a.Zone, want)
		}
	}
}

// TestNumbersOfPrograms: codes and ids as text and as numbers in tables and layers that were written by different programs.
func TestNumbersOfPrograms(t *testing.T) {
	project := func(t *testing.T, zoneCode, cellID string) string {
		dir := t.TempDir()
		delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, zoneCode))
		delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, cellID))
		return dir
	}
	const registry = "registry: {chiefs: {path: p.%[1]s}, assignments: {path: a.%[1]s}}\n"
	for what, c := range map[string]struct{ zone, cell, people, terms string }{
		"pandas with a gap":   {"330523001", "17", "id,name\n1.0,甲\n2.0,乙\n", "person,role,zone,cell\n1,chief,330523001.0,\n2,ranger,,17.0\n"},
		"leading zeros lost":  {"033052300", "0017", "id,name\n001,甲\n002,乙\n", "person,role,zone,cell\n1,chief,33052300,\n2,ranger,,17\n"},
		"leading zeros added": {"330523001", "17", "id,name\n1,甲\n2,乙\n", "person,role,zone,cell\n001,chief,000330523001,\n002,ranger,,0017\n"},
		"Java's notation":     {"330523001", "17", "id,name\n1,甲\n2,乙\n", "person,role,zone,cell\n1,chief,3.30523001E8,\n2,ranger,,1.7E1\n"},
	} {
		dir := project(t, c.zone, c.cell)
		delivery.WriteFile(t, filepath.Join(dir, "p.csv"), c.people)
		delivery.WriteFile(t, filepath.Join(dir, "a.csv"), c.terms)
		s := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+fmt.Sprintf(registry, "csv")).Snapshot
		who, _ := s.Registry.Ranger(c.cell, s.Manifest.On)
		if got := s.Registry.Name(s.Registry.Chief(c.zone, s.Manifest.On)) + s.Registry.Name(who); got != "甲乙" {
			t.Errorf("%s: %q", what, got)
		}
	}

	dir := project(t, "012345", "9")
	book := func(name string, format string, rows ...[]any) {
		f := excelize.NewFile()
		defer f.Close()
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			cell, _ := excelize.CoordinatesToCellName(1, r+1)
			if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetCellStyle("Sheet1", "A2", "C9", style); err != nil {
			t.Fatal(err)
		}
		if err := f.SaveAs(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	book("p.xlsx", "000", []any{"id", "name"}, []any{7, "甲"}, []any{8, "乙"})
	book("a.xlsx", "0", []any{"person", "role", "zone"}, []any{7, "chief", 12345})
	reg := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+fmt.Sprintf(registry, "xlsx")).Snapshot.Registry
	if a := reg.Assignments[0]; a.Person != "007" || a.Zone != "012345" || reg.Name(a.Person) != "甲" {
		t.Errorf("%+v", a)
	}
	for _, row := range [][]any{{330523199001011234, "chief", 12345}, {7, "chief", "3.30523E+11"}} {
		book("a.xlsx", "0", []any{"person", "role", "zone"}, row)
		delivery.Refused(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+fmt.Sprintf(registry, "xlsx"), "a.xlsx, row 2, column", "format the column as text")
	}
}

// TestParentsMeet: a parent's code that another program stored as a number still names the parent.
func TestParentsMeet(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "county.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "030523"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	for parent, ok := range map[string]bool{"030523": true, "30523": true, "30523.0": true, "3.0523E4": true, "30524": false, "3.05E+4": false} {
		name := fmt.Sprintf("t%s.gpkg", strings.NewReplacer(".", "_", "+", "p").Replace(parent))
		delivery.LayerFile(t, filepath.Join(dir, name), "EPSG:4549", []string{"code", "parent"}, delivery.One(delivery.Ground, "030523001", parent))
		yaml := "zones:\n  - {path: county.gpkg, level: county, code: code}\n  - {path: " + name + ", level: township, code: code, parent: parent}\ncells: [{path: c.gpkg, id: gid}]\n"
		if !ok {
			delivery.Refused(t, dir, yaml, name)
		} else if z := delivery.Taken(t, dir, yaml).Snapshot.Zones; z.Parent[1] != 0 {
			t.Errorf("%s: parents %v", parent, z.Parent)
		}
	}
}
