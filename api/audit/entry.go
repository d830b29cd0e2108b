package audit

import (
	"time"

	"github.com/qingshan-gis/qingshan/data/scope"
)

// Event is what an entry tells of.
type Event string

// The events.
const (
	Asked   Event = "asked"    // a question was asked; its status says how it ended
	Refused Event = "refused"  // somebody was turned away for who he is, or asked too much
	Tiles   Event = "tiles"    // so many tiles, and documents that describe them, in an hour
	SignIn  Event = "sign_in"  // a password or a token of another site was tried; the result says how it ended
	SignOut Event = "sign_out" // a session ended by its owner's wish
	Account Event = "account"  // users, grants, tokens or sessions were changed

	// What the audit says of itself.
	Lost    Event = "lost"    // so many entries could not be written, as where the disk was full
	Cut     Event = "cut"     // the end of a line that a crash left half written was cut off
	Removed Event = "removed" // entries were removed for their age, up to through
)

// Events are all events.
func Events() []Event {
	return []Event{Asked, Refused, Tiles, SignIn, SignOut, Account, Lost, Cut, Removed}
}

// Part is a zone with all zones below it, "" for all zones, and the groups of fields that are shown of it.
type Part struct {
	Zone   string `json:"zone"`
	Groups string `json:"groups"`
}

// PartsOf are the parts of a scope as an entry has them.
func PartsOf(s scope.Scope) (list []Part) {
	for _, p := range s.Parts() {
		list = append(list, Part{p.Zone, p.Groups.String()})
	}
	return list
}

// Entry is a line of the audit. It names nobody but by his lasting id, and holds no text that somebody typed.
type Entry struct {
	// N counts entries from 1, and Time is when the line was written, in UTC. Both are set by the writer.
	N     int64     `json:"n"`
	Time  time.Time `json:"time"`
	Event Event     `json:"event"`

	Request string `json:"request,omitempty"` // id of the request, as in the log and in X-Request-Id
	Kind    string `json:"kind,omitempty"`    // of the principal
	Who     string `json:"who,omitempty"`     // the principal's id, never a name
	Client  string `json:"client,omitempty"`  // address

	// The right: the roles that gave it, what it is for, and the zones that it holds for.
	Roles  []string `json:"roles,omitempty"`
	Class  string   `json:"class,omitempty"`
	Action string   `json:"action,omitempty"`
	Scope  []Part   `json:"scope,omitempty"`

	Method   string            `json:"method,omitempty"`
	Route    string            `json:"route,omitempty"`    // pattern
	Params   map[string]string `json:"params,omitempty"`   // those that name objects
	Snapshot string            `json:"snapshot,omitempty"` // that answered
	Status   int               `json:"status,omitempty"`
	Bytes    int64             `json:"bytes,omitempty"`
	Millis   float64           `json:"ms,omitempty"`
	Shown    string            `json:"shown,omitempty"` // groups of fields that the answer had

	Object string `json:"object,omitempty"` // whose account, grant, token or session was changed: an id
	Change string `json:"change,omitempty"` // how, as in grant.add
	Detail string `json:"detail,omitempty"` // the role and zone of a grant, the way of a sign-in
	Result string `json:"result,omitempty"` // of a sign-in: ok or refused

	Count   int64 `json:"count,omitempty"`   // of tiles, of refusals, of entries that were lost, of bytes that were cut off
	Through int64 `json:"through,omitempty"` // the last entry that was removed

	// Prev is the SHA-256 of the line before, set by the writer; of the first line it is that of nothing written.
	Prev string `json:"prev"`
}
