package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
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
		{"UTF-8", "csv", "", func(p string, rows [][]any) { save(t, p, csvText(rows)) }},
		{"UTF-8 with BOM", "csv", "", func(p string, rows [][]any) { save(t, p, "\ufeff"+csvText(rows)) }},
		{"GBK", "csv", ", encoding: GBK", func(p string, rows [][]any) {
			text, err := simplifiedchinese.GBK.NewEncoder().String(csvText(rows))
			if err != nil {
				t.Fatal(err)
			}
			save(t, p, text)
		}},
		{"workbook", "xlsx", "", func(p string, rows [][]any) { workbook(t, p, rows, false) }},
		{"workbook with date cells", "xlsx", ", sheet: 表", func(p string, rows [][]any) { workbook(t, p, rows, true) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			layerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "1"))
			layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, one(ground, "1"))
			c.write(filepath.Join(dir, "people."+c.ext), people)
			c.write(filepath.Join(dir, "terms."+c.ext), terms)
			r := delivered(t, dir, fmt.Sprintf(zonesAndCells, "gpkg")+fmt.Sprintf(columns, c.ext, c.more))
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
			if len(remarked(r)) != 0 {
				t.Errorf("remarks %v", r.Report.Remarks)
			}
		})
	}
	dir := t.TempDir()
	layerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "1"))
	layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, one(ground, "1"))
	base := fmt.Sprintf(zonesAndCells, "gpkg")
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(csvText(people))
	save(t, filepath.Join(dir, "gbk.csv"), gbk)
	refused(t, dir, base+"registry: {chiefs: {path: gbk.csv}}\n", "gbk.csv", "encoding: GBK")
	save(t, filepath.Join(dir, "utf8.csv"), csvText(people))
	refused(t, dir, base+"registry: {chiefs: {path: utf8.csv}}\n", "utf8.csv", `no column "id"`, "编号", "columns:")
	save(t, filepath.Join(dir, "old.xls"), "x")
	refused(t, dir, base+"registry: {chiefs: {path: old.xls}}\n", "old.xls", ".xlsx")
	save(t, filepath.Join(dir, "not.xlsx"), "x")
	refused(t, dir, base+"registry: {chiefs: {path: not.xlsx}}\n", "not.xlsx", "no workbook")
}

// TestAssignmentsThatClash: two at once, and nobody in between.
func TestAssignmentsThatClash(t *testing.T) {
	dir := t.TempDir()
	layerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "1"))
	layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, one(ground, "1"), one(rect(502000, 3320000, 502100, 3320100), "2"))
	save(t, filepath.Join(dir, "a.csv"), `person,role,zone,cell,valid_from,valid_to
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
	r := delivered(t, dir, fmt.Sprintf(zonesAndCells, "gpkg")+"registry: {assignments: {path: a.csv}}\n")
	if have, want := remarked(r), (map[report.Reason]int{report.AssignmentsOverlap: 1, report.AssignmentsGap: 1, report.UnknownZone: 1, report.BadDate: 2}); fmt.Sprint(have) != fmt.Sprint(want) {
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
	layerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, one(ground, "1"))
	layerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, one(ground, "1"))
	save(t, filepath.Join(dir, "chiefs.csv"), "id,name\nA,甲\nB,乙\n,丙\nB,丁\n")
	save(t, filepath.Join(dir, "rangers.csv"), "id,name\nA,甲\nR,戊\n")
	save(t, filepath.Join(dir, "a.csv"), "person,role,zone,cell\nA,林长,1,\nR,护林员,,1\nA,Deputy,1,\nA,总林长,1,\nA,,1,\nX,监管员,1,\n")
	r := delivered(t, dir, fmt.Sprintf(zonesAndCells, "gpkg")+"registry: {chiefs: {path: chiefs.csv}, rangers: {path: rangers.csv}, assignments: {path: a.csv}}\n")
	if have, want := remarked(r), (map[report.Reason]int{report.EmptyID: 1, report.DuplicateID: 2, report.UnknownRole: 2, report.UnknownPerson: 1}); fmt.Sprint(have) != fmt.Sprint(want) {
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

func save(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func csvText(rows [][]any) string {
	out := ""
	for _, r := range rows {
		for i, v := range r {
			if i > 0 {
				out += ","
			}
			out += fmt.Sprint(v)
		}
		out += "\n"
	}
	return out
}

// workbook writes rows to a sheet; dates as real date cells where asked for.
func workbook(t *testing.T, path string, rows [][]any, dates bool) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "表"); err != nil {
		t.Fatal(err)
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for r, row := range rows {
		for c, v := range row {
			cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if s, ok := v.(string); ok && dates && r > 0 {
				if d, err := snapshot.ParseDate(s); err == nil && d != snapshot.NoDate {
					v = d.Time().Truncate(24 * time.Hour)
				}
			}
			if err := f.SetCellValue("表", cell, v); err != nil {
				t.Fatal(err)
			}
			if _, ok := v.(time.Time); ok {
				if err := f.SetCellStyle("表", cell, cell, style); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}
