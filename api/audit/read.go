package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Filter says which entries are read; the zero Filter reads all.
type Filter struct {
	From, To time.Time // the zero time for any; To is not included
	Who      string    // a principal's id, "" for all
	Route    string    // a pattern, "" for all
	Event    Event     // "" for all
	After    int64     // only entries with a higher number
	Limit    int       // so many at most, 0 for all
	// Within tells whether an entry may be seen; nil lets all be seen.
	Within func(e *Entry) bool
}

func (f *Filter) takes(e *Entry) bool {
	return e.N > f.After && (f.From.IsZero() || !e.Time.Before(f.From)) && (f.To.IsZero() || e.Time.Before(f.To)) &&
		(f.Who == "" || e.Who == f.Who) && (f.Route == "" || e.Route == f.Route) && (f.Event == "" || e.Event == f.Event) &&
		(f.Within == nil || f.Within(e))
}

// errEnough ends the reading.
var errEnough = errors.New("enough")

// Read lists entries in their order; more tells that there are others behind them. Lines that cannot be read are left out: [Verify] finds
// them. Errors are those of the files, and ctx's.
func Read(ctx context.Context, dir string, f Filter) (list []Entry, more bool, err error) {
	names, err := files(dir)
	if err != nil {
		return nil, false, err
	}
	for i, name := range names {
		if i+1 < len(names) && (names[i+1].first <= f.After+1 || !f.From.IsZero() && names[i+1].day < dayOf(f.From)) {
			continue
		}
		_, _, err := lines(name.in(dir), func(line []byte) error {
			var e Entry
			if json.Unmarshal(line, &e) != nil || !f.takes(&e) {
				return ctx.Err()
			}
			if f.Limit > 0 && len(list) == f.Limit {
				more = true
				return errEnough
			}
			list = append(list, e)
			return ctx.Err()
		})
		switch {
		case errors.Is(err, errEnough):
			return list, true, nil
		case err != nil:
			return nil, false, fmt.Errorf("%s: %w", name, err)
		}
	}
	return list, more, nil
}

// Inside tells whether an entry concerns zones of some kind alone. One that concerns no zone, or all of them, does not.
func (e *Entry) Inside(holds func(zone string) bool) bool {
	return len(e.Scope) > 0 && !slices.ContainsFunc(e.Scope, func(p Part) bool { return p.Zone == "" || !holds(p.Zone) })
}
