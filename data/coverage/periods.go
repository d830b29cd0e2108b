package coverage

import "slices"

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// periods are the days on which what holds changes: days between two of them are judged alike.
type periods []snapshot.Date // ascending, without repeats

// periodsOf collects the first days on which a cell or an exception begins or no longer holds or, in post, a ranger's assignment.
func periodsOf(s *snapshot.Snapshot, inPost bool) periods {
	var out periods
	span := func(from, to snapshot.Date) {
		if from != snapshot.NoDate {
			out = append(out, from)
		}
		if to != snapshot.NoDate {
			out = append(out, to+1)
		}
	}
	for i := range s.Cells.Len() {
		span(s.Cells.ValidFrom[i], s.Cells.ValidTo[i])
	}
	for i := range s.Accepted.Len() {
		span(s.Accepted.ValidFrom[i], s.Accepted.ValidTo[i])
	}
	for _, a := range s.Registry.Assignments {
		if inPost && a.Cell != "" && a.Role == snapshot.RoleRanger {
			span(a.ValidFrom, a.ValidTo)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// of numbers the period that a day lies in.
func (p periods) of(day snapshot.Date) int {
	i, starts := slices.BinarySearch(p, day)
	if starts {
		i++
	}
	return i
}

// Alike is the day that stands for all days of a day's period: usual where that lies in it.
func (p periods) Alike(day, usual snapshot.Date) snapshot.Date {
	switch i := p.of(day); {
	case i == p.of(usual):
		return usual
	case i == 0:
		return p[0] - 1
	default:
		return p[i-1]
	}
}
