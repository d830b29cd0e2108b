package clean

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source/tables"
)

// checkAssignments remarks on zones with two chiefs at once, cells with two rangers at once, and days between holders.
func (c *Cleaner) checkAssignments(r *snapshot.Registry, t *tables.Table, rows []int64) {
	type place struct {
		id   string
		zone bool
		role snapshot.Role
	}
	held := map[place][]int{}
	for i, a := range r.Assignments {
		switch {
		case a.Zone != "" && a.Role == snapshot.RoleChief:
			held[place{a.Zone, true, a.Role}] = append(held[place{a.Zone, true, a.Role}], i)
		case a.Cell != "" && a.Role == snapshot.RoleRanger:
			held[place{a.Cell, false, a.Role}] = append(held[place{a.Cell, false, a.Role}], i)
		}
	}
	var found []report.Remark
	for p, list := range held {
		slices.SortFunc(list, func(a, b int) int { return cmp.Compare(r.Assignments[a].ValidFrom, r.Assignments[b].ValidFrom) })
		last := list[0]
		for _, i := range list[1:] {
			a, b := r.Assignments[last], r.Assignments[i]
			m := report.Remark{File: t.Path, Row: rows[i], ID: cmp.Or(b.Zone, b.Cell)}
			switch {
			case a.ValidTo == snapshot.NoDate || a.ValidTo >= b.ValidFrom:
				if a.Person != b.Person {
					m.Reason, m.Detail = report.AssignmentsOverlap, fmt.Sprintf("%s is %s from %s while %s is until %s; the later one counts from %s", b.Person, p.role, b.ValidFrom, a.Person, openEnd(a.ValidTo), b.ValidFrom)
				}
			case b.ValidFrom > a.ValidTo+1:
				m.Reason, m.Detail = report.AssignmentsGap, fmt.Sprintf("no %s from %s to %s", p.role, a.ValidTo+1, b.ValidFrom-1)
			}
			if m.Reason != "" {
				found = append(found, m)
			}
			if a.ValidTo != snapshot.NoDate && (b.ValidTo == snapshot.NoDate || b.ValidTo > a.ValidTo) {
				last = i
			}
		}
	}
	slices.SortFunc(found, func(a, b report.Remark) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.ID, b.ID)) })
	for _, m := range found {
		c.report.Remark(t.Report, m)
	}
}

func openEnd(d snapshot.Date) string {
	if d == snapshot.NoDate {
		return "further notice"
	}
	return d.String()
}
