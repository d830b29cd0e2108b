package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qingshan-gis/qingshan/data"
)

// table is a registry table with named columns.
type table struct {
	path   string
	head   map[string]int
	rows   [][]string
	report *SourceReport
}

// readTable reads a registry table; needed columns must be there, by our name or by the one the project file maps it to.
func (in *intake) readTable(s TableSource, needed, optional []string) (*table, error) {
	if s.Path == "" {
		return nil, nil
	}
	rows, encoding, err := readCells(in.project.Resolve(s.Path), s)
	if err != nil {
		return nil, err
	}
	t := &table{path: s.Path, head: map[string]int{}, rows: rows, report: &SourceReport{Kind: "registry", Path: s.Path, Encoding: encoding}}
	in.report.Sources = append(in.report.Sources, t.report)
	if len(t.rows) == 0 {
		return nil, fmt.Errorf("%s: it is empty; the first line must name the columns", s.Path)
	}
	head := t.rows[0]
	for i := range head {
		head[i] = strings.TrimSpace(head[i])
	}
	t.rows = t.rows[1:]
	t.report.Read = len(t.rows)
	for _, name := range slices.Concat(needed, optional) {
		theirs := name
		if m := s.Columns[name]; m != "" {
			theirs = m
		}
		at := slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(h, theirs) })
		if at < 0 && (slices.Contains(needed, name) || s.Columns[name] != "") {
			return nil, configf("%s: no column %q; it has %s; map it with `columns: {%s: …}`", s.Path, theirs, strings.Join(head, ", "), name)
		}
		t.head[name] = at
	}
	return t, nil
}

func (t *table) get(row []string, name string) string {
	if i := t.head[name]; i >= 0 && i < len(row) {
		return strings.TrimSpace(row[i])
	}
	return ""
}

// registry reads people and assignments. Assignments of unknown zones or cells, or with unreadable dates, are refused.
func (in *intake) registry(zones *data.Zones, cells *data.Cells) (*data.Registry, error) {
	out := &data.Registry{}
	src := in.project.Registry
	for _, people := range []TableSource{src.Chiefs, src.Rangers} {
		t, err := in.readTable(people, []string{"id", "name"}, []string{"post"})
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		for i, row := range t.rows {
			p := data.Person{ID: t.get(row, "id"), Name: t.get(row, "name"), Post: t.get(row, "post")}
			if p.ID == "" {
				in.report.refuse(t.report, Remark{File: t.path, Row: int64(i + 2), Reason: EmptyID, Detail: "no id"})
				continue
			}
			out.People = append(out.People, p)
			t.report.Kept++
		}
	}
	err := in.assignments(out, src.Assignments, zones, cells)
	out.Link()
	return out, err
}

func (in *intake) assignments(out *data.Registry, src TableSource, zones *data.Zones, cells *data.Cells) error {
	t, err := in.readTable(src, []string{"person", "role"}, []string{"zone", "cell", "valid_from", "valid_to", "recorded_at"})
	if err != nil || t == nil {
		return err
	}
	var rows []int64
	known := make(map[string]bool, cells.Len())
	for _, id := range cells.ID {
		known[id] = true
	}
	for i, row := range t.rows {
		a := data.Assignment{Person: t.get(row, "person"), Role: data.Role(t.get(row, "role")), Zone: t.get(row, "zone"), Cell: t.get(row, "cell")}
		m := Remark{File: t.path, Row: int64(i + 2), ID: a.Person}
		var errs [3]error
		a.ValidFrom, errs[0] = data.ParseDate(t.get(row, "valid_from"))
		a.ValidTo, errs[1] = data.ParseDate(t.get(row, "valid_to"))
		a.RecordedAt, errs[2] = data.ParseDate(t.get(row, "recorded_at"))
		_, isZone := zones.Find(a.Zone)
		switch err := errors.Join(errs[:]...); {
		case err != nil:
			m.Reason, m.Detail = BadDate, err.Error()
		case a.ValidFrom != data.NoDate && a.ValidTo != data.NoDate && a.ValidTo < a.ValidFrom:
			m.Reason, m.Detail = BadDate, fmt.Sprintf("it ends on %s, before it begins on %s", a.ValidTo, a.ValidFrom)
		case a.Person == "":
			m.Reason, m.Detail = EmptyID, "no person"
		case a.Zone != "" && !isZone:
			m.Reason, m.Detail = UnknownZone, fmt.Sprintf("no zone has the code %q", a.Zone)
		case a.Cell != "" && !known[a.Cell]:
			m.Reason, m.Detail = UnknownZone, fmt.Sprintf("no cell has the id %q", a.Cell)
		case a.Zone == "" && a.Cell == "":
			m.Reason, m.Detail = UnknownZone, "neither a zone nor a cell is named"
		default:
			out.Assignments = append(out.Assignments, a)
			rows = append(rows, m.Row)
			t.report.Kept++
			continue
		}
		in.report.refuse(t.report, m)
	}
	in.checkAssignments(out, t, rows)
	return nil
}
