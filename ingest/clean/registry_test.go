package clean_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// TestRegistryTables: the same registry as UTF-8 with and without BOM, as GBK and as a workbook, with English and with
// Chinese heads.
func TestRegistryTables(t *testing.T) {
	people := [][]any{{"编号", "姓名", "职务"}, {"P1", "甲样本", "林长"}, {"P2", "乙样本", "林长"}}
	terms := [][]any{{"人员", "角色", "责任区", "起", "止", "登记日"},
		{"P1", "chief", "1", "2025年1月1日", "2026/3/31", "20250110"},
		{"P2", "chief", "1", "2026.4.1", "", "2026-04-20"}}
	const columns = `
registry:
  chiefs: {path: people.%[1]s, columns: {id: 编号, name: 姓名, post: 职务}%[2]s}
  assignments: {path: terms.%[1]s, columns: {person: 人员, role: 角色, zone: 责任区, valid_from: 起, valid_to: 止, recorded_at: 登记日}%[2]s}
`
	for _, c := range []struct {
		name, ext, more string
		write           func(path string, rows [][]any)
	}{
		{"UTF-8", "csv", "", func(p string, rows [][]any) { delivery.WriteFile(t, p, delivery.CSVText(rows)) }},
		{"UTF-8 with BOM", "csv", "", func(p string, rows [][]any) { delivery.WriteFile(t, p, "\ufeff"+delivery.CSVText(rows)) }},
		{"GBK", "csv", ", encoding: GBK", func(p string, rows [][]any) {
			text, err := simplifiedchinese.GBK.NewEncoder().String(delivery.CSVText(rows))
			if err != nil {
				t.Fatal(err)
			}
			delivery.WriteFile(t, p, text)
		}},
		{"workbook", "xlsx", "", func(p string, rows [][]any) { delivery.Workbook(t, p, rows, false) }},
		{"workbook with date cells", "xlsx", ", sheet: 表", func(p string, rows [][]any) { delivery.Workbook(t, p, rows, true) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
			delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
			c.write(filepath.Join(dir, "people."+c.ext), people)
			c.write(filepath.Join(dir, "terms."+c.ext), terms)
			r := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+fmt.Sprintf(columns, c.ext, c.more))
			reg := r.Snapshot.Registry
			for on, who := range map[string]string{"2025-06-01": "甲样本", "2026-03-31": "甲样本", "2026-04-01": "乙样本"} {
				d, _ := snapshot.ParseDate(on)
				if got := reg.Name(reg.Chief("1", d)); got != who {
					t.Errorf("on %s: %q, want %q", on, got, who)
				}
			}
			if d := reg.Assignments[0].RecordedAt.String(); d != "2025-01-10" {
				t.Errorf("recorded at %s", d)
			}
			if len(delivery.Remarked(r)) != 0 {
				t.Errorf("remarks %v", r.Report.Remarks)
			}
		})
	}
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	base := fmt.Sprintf(delivery.ZonesAndCells, "gpkg")
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(delivery.CSVText(people))
	delivery.WriteFile(t, filepath.Join(dir, "gbk.csv"), gbk)
	delivery.Refused(t, dir, base+"registry: {chiefs: {path: gbk.csv}}\n", "gbk.csv", "encoding: GBK")
	delivery.WriteFile(t, filepath.Join(dir, "utf8.csv"), delivery.CSVText(people))
	delivery.Refused(t, dir, base+"registry: {chiefs: {path: utf8.csv}}\n", "utf8.csv", `no column "id"`, "编号", "columns:")
	delivery.WriteFile(t, filepath.Join(dir, "old.xls"), "x")
	delivery.Refused(t, dir, base+"registry: {chiefs: {path: old.xls}}\n", "old.xls", ".xlsx")
	delivery.WriteFile(t, filepath.Join(dir, "not.xlsx"), "x")
	delivery.Refused(t, dir, base+"registry: {chiefs: {path: not.xlsx}}\n", "not.xlsx", "no workbook")
}

// TestAssignmentsThatClash: two at once, and nobody in between.
func TestAssignmentsThatClash(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"), delivery.One(delivery.Rect(502000, 3320000, 502100, 3320100), "2"))
	delivery.WriteFile(t, filepath.Join(dir, "a.csv"), `person,role,zone,cell,valid_from,valid_to
A,chief,1,,2025-01-01,2025-12-31
B,chief,1,,2025-12-01,2026-05-31
C,chief,1,,2026-07-01,
D,deputy,1,,2025-01-01,
R,ranger,,1,2025-01-01,
R,ranger,,1,2026-01-01,
S,ranger,,2,2025-01-01,2025-12-31
T,ranger,,2,2026-01-01,
U,ranger,,9,2026-01-01,
V,ranger,,2,2026-05-01,2026-01-01
W,ranger,,2,第一天,
`)
	r := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+"registry: {assignments: {path: a.csv}}\n")
	if have, want := delivery.Remarked(r), (map[report.Reason]int{report.AssignmentsOverlap: 1, report.AssignmentsGap: 1, report.UnknownZone: 1, report.BadDate: 2}); fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("remarks %v, want %v\n%v", have, want, r.Report.Remarks)
	}
	for _, m := range r.Report.Remarks {
		if m.Reason == report.AssignmentsGap && (m.Row != 4 || m.Detail != "no chief from 2026-06-01 to 2026-06-30") {
			t.Errorf("row %d: %s", m.Row, m.Detail)
		}
	}
}

// TestPeopleAndRoles: roles are read in both languages and never guessed; one id names one person.
func TestPeopleAndRoles(t *testing.T) {
	dir := t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.WriteFile(t, filepath.Join(dir, "chiefs.csv"), "id,name\nA,甲\nB,乙\n,丙\nB,丁\n")
	delivery.WriteFile(t, filepath.Join(dir, "rangers.csv"), "id,name\nA,甲\nR,戊\n")
	delivery.WriteFile(t, filepath.Join(dir, "a.csv"), "person,role,zone,cell\nA,林长,1,\nR,护林员,,1\nA,Deputy,1,\nA,总林长,1,\nA,,1,\nX,监管员,1,\n")
	r := delivery.Taken(t, dir, fmt.Sprintf(delivery.ZonesAndCells, "gpkg")+"registry: {chiefs: {path: chiefs.csv}, rangers: {path: rangers.csv}, assignments: {path: a.csv}}\n")
	if have, want := delivery.Remarked(r), (map[report.Reason]int{report.EmptyID: 1, report.DuplicateID: 2, report.UnknownRole: 2, report.UnknownPerson: 1}); fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("remarks %v, want %v", have, want)
	}
	reg := r.Snapshot.Registry
	if len(reg.People) != 2 || reg.Chief("1", r.Snapshot.Manifest.On) != "A" {
		t.Errorf("people %v, chief %q", reg.People, reg.Chief("1", r.Snapshot.Manifest.On))
	}
	if who, known := reg.Ranger("1", r.Snapshot.Manifest.On); who != "R" || !known {
		t.Errorf("ranger %q", who)
	}
	var roles []snapshot.Role
	for _, a := range reg.Assignments {
		roles = append(roles, a.Role)
	}
	if fmt.Sprint(roles) != "[chief ranger deputy supervisor]" {
		t.Errorf("roles %v", roles)
	}
}
