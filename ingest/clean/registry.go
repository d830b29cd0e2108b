package clean

import (
	"errors"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/identifier"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
)

// readRegistry reads people and assignments. Assignments of unknown zones or cells, of a role that is none, or with unreadable
// dates, are refused.
func (c *Cleaner) readRegistry(zones *snapshot.Zones, cells *snapshot.Cells) (*snapshot.Registry, error) {
	out := &snapshot.Registry{}
	src := c.project.Registry
	if err := c.people(out, src.Chiefs, src.Rangers); err != nil {
		return nil, err
	}
	err := c.assignments(out, src.Assignments, zones, cells)
	out.BuildIndexes()
	return out, err
}

// people reads the tables of people. Who stands in several rows with the same name and post is one person; where these
// differ, all rows of the id are refused: keeping either would be a guess.
func (c *Cleaner) people(out *snapshot.Registry, sources ...project.TableSource) error {
	type entry struct {
		snapshot.Person
		table *tables.Table
		row   int64
	}
	var all []entry
	first := map[string]snapshot.Person{}
	clash := map[string]bool{}
	for _, src := range sources {
		t, err := tables.Read(c.project.Resolve(src.Path), src, []string{"id", "name"}, []string{"post"}, c.report)
		if err != nil {
			return err
		}
		if t == nil {
			continue
		}
		for _, row := range t.Rows {
			p := snapshot.Person{ID: t.Get(row, "id"), Name: t.Get(row, "name"), Post: t.Get(row, "post")}
			if identifier.LostDigits(p.ID) {
				return t.LostDigits(row, "id", p.ID)
			}
			all = append(all, entry{p, t, row.Number})
			if known, ok := first[p.ID]; ok {
				clash[p.ID] = clash[p.ID] || known.Name != p.Name
			} else {
				first[p.ID] = p
			}
		}
	}
	taken := map[string]bool{}
	for _, e := range all {
		m := report.Remark{File: e.table.Path, Row: e.row, ID: e.ID}
		switch {
		case e.ID == "":
			m.Reason, m.Detail = report.EmptyID, "no id; give the person one"
		case clash[e.ID]:
			m.Reason, m.Detail = report.DuplicateID, fmt.Sprintf("two people have this id, one of them %s; give each their own", e.Name)
		default:
			if !taken[e.ID] {
				out.People = append(out.People, e.Person)
			}
			taken[e.ID] = true
			e.table.Report.Kept++
			continue
		}
		c.report.Refuse(e.table.Report, m)
	}
	return nil
}

func (c *Cleaner) assignments(out *snapshot.Registry, src project.TableSource, zones *snapshot.Zones, cells *snapshot.Cells) error {
	t, err := tables.Read(c.project.Resolve(src.Path), src, []string{"person", "role"}, []string{"zone", "cell", "valid_from", "valid_to", "recorded_at"}, c.report)
	if err != nil || t == nil {
		return err
	}
	zone := c.project.Location()
	var rows []int64
	zoneCodes, cellIDs, people := identifier.NewIndex(zones.Code), identifier.NewIndex(cells.ID), identifier.NewIndex(idsOf(out.People))
	for _, row := range t.Rows {
		role, isRole := snapshot.ParseRole(t.Get(row, "role"))
		a := snapshot.Assignment{Role: role}
		var isPerson, isZone, isCell bool
		for _, ref := range []struct {
			column string
			among  *identifier.Index
			id     *string
			ok     *bool
		}{{"person", people, &a.Person, &isPerson}, {"zone", zoneCodes, &a.Zone, &isZone}, {"cell", cellIDs, &a.Cell, &isCell}} {
			if *ref.id, *ref.ok = ref.among.Find(t.Get(row, ref.column)); !*ref.ok && identifier.LostDigits(*ref.id) {
				return t.LostDigits(row, ref.column, *ref.id)
			}
		}
		m := report.Remark{File: t.Path, Row: row.Number, ID: a.Person}
		var errs [3]error
		a.ValidFrom, errs[0] = snapshot.ParseDateIn(t.Get(row, "valid_from"), zone)
		a.ValidTo, errs[1] = snapshot.ParseEndIn(t.Get(row, "valid_to"), zone)
		a.RecordedAt, errs[2] = snapshot.ParseDateIn(t.Get(row, "recorded_at"), zone)
		switch err := errors.Join(errs[:]...); {
		case err != nil:
			m.Reason, m.Detail = report.BadDate, err.Error()
		case a.ValidFrom != snapshot.NoDate && a.ValidTo != snapshot.NoDate && a.ValidTo < a.ValidFrom:
			m.Reason, m.Detail = report.BadDate, fmt.Sprintf("it ends on %s, before it begins on %s", a.ValidTo, a.ValidFrom)
		case a.Person == "":
			m.Reason, m.Detail = report.EmptyID, "no person"
		case !isRole:
			m.Reason, m.Detail = report.UnknownRole, fmt.Sprintf("role %q; write chief 林长, deputy 副林长, police 林区警长, supervisor 监管员, ranger 护林员 or technician 技术员", t.Get(row, "role"))
		case a.Zone != "" && !isZone:
			m.Reason, m.Detail = report.UnknownZone, fmt.Sprintf("no zone has the code %q", a.Zone)
		case a.Cell != "" && !isCell:
			m.Reason, m.Detail = report.UnknownZone, fmt.Sprintf("no cell has the id %q", a.Cell)
		case a.Zone == "" && a.Cell == "":
			m.Reason, m.Detail = report.UnknownZone, "neither a zone nor a cell is named"
		default:
			out.Assignments = append(out.Assignments, a)
			rows = append(rows, m.Row)
			t.Report.Kept++
			if len(out.People) > 0 && !isPerson {
				m.Reason, m.Detail = report.UnknownPerson, "nobody in the tables of people has this id; it is shown as it is"
				c.report.Remark(t.Report, m)
			}
			continue
		}
		c.report.Refuse(t.Report, m)
	}
	c.checkAssignments(out, t, rows)
	return nil
}

func idsOf(people []snapshot.Person) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.ID
	}
	return out
}
