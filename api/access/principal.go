package access

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/qingshan-gis/qingshan/data/scope"
)

// Grant gives a role for a zone with all zones below it. It is dated like an assignment.
type Grant struct {
	Role Role   `json:"role"`
	Zone string `json:"zone,omitempty"` // code; "" for all zones
	// From is when the grant begins, the zero time for always; Until is when it has ended, the zero time for never.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// allows tells whether the grant is in force and allows what a rule asks.
func (g Grant) allows(rule Rule, now time.Time) bool {
	if now.Before(g.From) || !g.Until.IsZero() && !now.Before(g.Until) || g.Zone != "" && rule.Class.everywhere() {
		return false
	}
	return g.Role.may(rule.Class, rule.Action)
}

// Kind is how somebody came in.
type Kind string

// The kinds of principals.
const (
	Anonymous Kind = "anonymous" // nobody said who he is
	Local     Kind = "local"     // whoever sits at the machine of an open server
	User      Kind = "user"      // signed in on the page
	Token     Kind = "token"     // a machine
)

// Principal is who asks. It is immutable.
type Principal struct {
	Kind Kind
	// ID is the user's or token's lasting id, as the audit names him. It is no secret and no personal name.
	ID string
	// Name is what the page calls him.
	Name   string
	Grants []Grant
}

// Nobody is who asks without saying who he is, and has no rights.
func Nobody() Principal { return Principal{Kind: Anonymous} }

// AtTheMachine is who asks an open server on loopback: everything may be read and done.
func AtTheMachine() Principal {
	return Principal{Kind: Local, ID: "local", Grants: []Grant{{Role: Auditor}, {Role: Officer}, {Role: Admin}}}
}

// FromElsewhere is who asks an open server on loopback by a proxy: everything may be read, but accounts are made at the machine alone, or
// whoever comes first makes himself the administrator and shuts all others out.
func FromElsewhere() Principal {
	return Principal{Kind: Local, ID: "local", Grants: []Grant{{Role: Auditor}, {Role: Officer}}}
}

// PublicReader is who asks a public map without saying who he is.
func PublicReader() Principal {
	return Principal{Kind: Anonymous, ID: "public", Grants: []Grant{{Role: Public}}}
}

// May tells whether any grant that holds now allows what a rule asks.
func (p Principal) May(rule Rule, now time.Time) bool {
	if rule.Open {
		return true
	}
	return slices.ContainsFunc(p.Grants, func(g Grant) bool { return g.allows(rule, now) })
}

// Scope is the part of a snapshot that the grants that hold now show to who asks under a rule; empty where none allows it.
func (p Principal) Scope(rule Rule, now time.Time) scope.Scope {
	parts := make([]scope.Part, 0, len(p.Grants))
	for _, g := range p.Grants {
		if g.allows(rule, now) {
			if g.Zone == "" && g.Role.groups() == scope.AllGroups { // nothing can be added
				return scope.Everything()
			}
			parts = append(parts, scope.Part{Zone: g.Zone, Groups: g.Role.groups()})
		}
	}
	return scope.Of(parts...)
}

type contextKey struct{}

// asked is what a request's context holds.
type asked struct {
	principal Principal
	scope     scope.Scope
}

// Note says in a request's notes who asks, and what he may see under the rule of the address.
func Note(r *http.Request, p Principal, s scope.Scope) *http.Request {
	return notes.With(r, contextKey{}, &asked{p, s})
}

// WithAsked returns a context that says who asks, and what he may see.
func WithAsked(ctx context.Context, p Principal, s scope.Scope) context.Context {
	out, _ := notes.Put(ctx, contextKey{}, &asked{p, s})
	return out
}

// Asking is who asks; [Nobody] where the context does not say.
func Asking(ctx context.Context) Principal {
	if a, ok := notes.Get(ctx, contextKey{}).(*asked); ok {
		return a.principal
	}
	return Nobody()
}

// ScopeOf is what may be seen; nothing where the context does not say.
func ScopeOf(ctx context.Context) scope.Scope {
	if a, ok := notes.Get(ctx, contextKey{}).(*asked); ok {
		return a.scope
	}
	return scope.Scope{}
}

// Under lists the roles whose grants hold now and allow what a rule asks, each once.
func (p Principal) Under(rule Rule, now time.Time) (list []Role) {
	for _, g := range p.Grants {
		if g.allows(rule, now) && !slices.Contains(list, g.Role) {
			list = append(list, g.Role)
		}
	}
	return list
}
