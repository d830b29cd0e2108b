package scope

import (
	"slices"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// copyRegistry copies who holds the part's zones and cells, and who these persons are. Without Work chiefs alone are named, and of a
// cell only whether it has a ranger.
func (c *cutter) copyRegistry() {
	zoneAtWork, cellAtWork := map[string]bool{}, map[string]bool{}
	for _, i := range c.zones.which {
		zoneAtWork[c.s.Zones.Code[i]] = c.groups[i].Has(Work)
	}
	for k, id := range c.out.Cells.ID {
		cellAtWork[id] = cellAtWork[id] || c.cellsAtWork[k]
	}
	var out []snapshot.Assignment
	blank := map[int]bool{}
	for _, a := range c.s.Registry.Assignments {
		ofZone, ofCell := a, a
		ofZone.Cell, ofCell.Zone = "", ""
		work, in := zoneAtWork[a.Zone]
		if in = in && a.Zone != "" && (work || a.Role == snapshot.RoleChief); in {
			blank[len(out)] = !work
			out = append(out, ofZone)
		}
		if work, in = cellAtWork[a.Cell]; in && a.Cell != "" && (work || a.Role == snapshot.RoleRanger) {
			blank[len(out)] = !work
			ofCell.Person = masked(a.Person, work)
			out = append(out, ofCell)
		}
	}
	forgetRecording(out, blank)
	c.out.Registry.Assignments, c.out.Registry.People = out, c.people(out)
}

// people are those whom assignments and cells name.
func (c *cutter) people(assigned []snapshot.Assignment) []snapshot.Person {
	named := map[string]bool{}
	for _, a := range assigned {
		named[a.Person] = true
	}
	for _, id := range c.out.Cells.Ranger {
		named[id] = true
	}
	var out []snapshot.Person
	for _, p := range c.s.Registry.People {
		if named[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

// forgetRecording takes the day of recording off the assignments that blank names. Where it decides which of several that begin on one
// day holds (see [snapshot.Registry.Chief]), numbers in the same order take its place.
func forgetRecording(list []snapshot.Assignment, blank map[int]bool) {
	type tie struct {
		zone, cell string
		role       snapshot.Role
		from       snapshot.Date
	}
	of := func(a snapshot.Assignment) tie { return tie{a.Zone, a.Cell, a.Role, a.ValidFrom} }
	days := map[tie][]snapshot.Date{}
	for i, a := range list {
		if blank[i] {
			days[of(a)] = append(days[of(a)], a.RecordedAt)
		}
	}
	for t, d := range days {
		slices.Sort(d)
		days[t] = slices.Compact(d)
	}
	for i, a := range list {
		if blank[i] {
			list[i].RecordedAt = snapshot.Date(slices.Index(days[of(a)], a.RecordedAt))
		}
	}
}
