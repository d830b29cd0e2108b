package audit

import (
	"fmt"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// Query asks for entries. The zero Query asks for all.
type Query struct {
	From  string `help:"@audit_from" placeholder:"TIME"`
	To    string `help:"@audit_to" placeholder:"TIME"`
	Who   string `help:"@audit_who" placeholder:"ID"`
	Route string `help:"@audit_route" placeholder:"PATTERN"`
	Event string `help:"@audit_event" enum:"asked,refused,tiles,sign_in,sign_out,account,lost,cut,removed," default:""`
	After int    `help:"@audit_after" placeholder:"N" min:"0"`
	Limit int    `help:"@audit_limit" placeholder:"N" min:"1"` // default and most: PageLimit
}

// PageLimit is how many entries a page has at most.
const PageLimit = 1000

// Filter is what the query asks for. The error is a [*snapshot.QueryError].
func (q Query) Filter() (f Filter, err error) {
	if f.From, err = timeOf("from", q.From, 0); err != nil {
		return f, err
	}
	if f.To, err = timeOf("to", q.To, 1); err != nil {
		return f, err
	}
	f.Who, f.Route, f.Event, f.After, f.Limit = q.Who, q.Route, Event(q.Event), int64(q.After), q.Limit
	if f.Limit <= 0 || f.Limit > PageLimit {
		f.Limit = PageLimit
	}
	return f, nil
}

// timeOf reads a time, or a day in UTC as its beginning and so many days later; the zero time for "".
func timeOf(name, text string, later int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.AddDate(0, 0, later), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, &snapshot.QueryError{Reason: fmt.Sprintf("%s=%q: write a day as 2026-11-29, or a time as 2026-11-29T08:00:00+08:00", name, text)}
	}
	return at, nil
}
