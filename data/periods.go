package data

import "slices"

// periods are the days on which what holds changes: days between two of them are judged alike.
type periods []Date // ascending, without repeats

// periodsOf collects the first days on which a cell or an exception begins or no longer holds or, in post, a ranger's assignment.
func periodsOf(s *Snapshot, inPost bool) periods {
	var out periods
	span := func(from, to Date) {
		if from != NoDate {
			out = append(out, from)
		}
		if to != NoDate {
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
		if inPost && a.Cell != "" && a.Role == RoleRanger {
			span(a.ValidFrom, a.ValidTo)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// of numbers the period that a day lies in.
func (p periods) of(day Date) int {
	i, starts := slices.BinarySearch(p, day)
	if starts {
		i++
	}
	return i
}

// alike is the day that stands for all days of a day's period: usual where that lies in it.
func (p periods) alike(day, usual Date) Date {
	switch i := p.of(day); {
	case i == p.of(usual):
		return usual
	case i == 0:
		return p[0] - 1
	default:
		return p[i-1]
	}
}
