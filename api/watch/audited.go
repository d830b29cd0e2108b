package watch

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/api/signin"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// audited enters a request that has ended into the audit: questions and refusals, tiles by the hour.
func (s *Watch) audited(q *request, r *http.Request, o Outcome) {
	switch {
	case q.found == nil: // no such address, which is no matter of rights
	case q.principal.Kind == access.Local: // anybody at the machine of an open server: there is nobody to name
	case q.refused(o.Status):
		s.auditRefusal(q, r, o)
	case IsTile(q.rule):
		key := audit.Key{Event: audit.Tiles, Kind: string(q.principal.Kind), Who: q.principal.ID, Snapshot: o.Snapshot, ScopeID: q.seen.Key()}
		s.cfg.Audit.Count(key, func() audit.Entry {
			e := q.right()
			e.Snapshot = o.Snapshot
			return e
		})
	case q.isQuestion():
		s.cfg.Audit.Record(context.WithoutCancel(r.Context()), q.entry(audit.Asked, r, o))
	}
}

// refused tells whether somebody was turned away for who he is, or asked too much.
func (q *request) refused(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return true
	}
	return q.entered && q.seen.Empty() // to him the address was not there
}

// RefusalsInFull is how many refusals of a client by a route have a line of their own in an hour. The others are one line with their
// number, or whoever has a wrong token could push all else out of the audit.
const RefusalsInFull = 10

func (s *Watch) auditRefusal(q *request, r *http.Request, o Outcome) {
	e := q.entry(audit.Refused, r, o)
	key := audit.Key{Event: audit.Refused, Kind: e.Kind, Who: e.Who, Client: limit.ClientOf(r).String(), Route: e.Route, Status: e.Status}
	n := s.cfg.Audit.Count(key, func() audit.Entry {
		return audit.Entry{Kind: e.Kind, Who: e.Who, Client: e.Client, Class: e.Class, Action: e.Action, Route: e.Route, Status: e.Status}
	})
	if n <= RefusalsInFull {
		s.cfg.Audit.Record(context.WithoutCancel(r.Context()), e)
	}
}

// clientOf is the address that asks, behind whatever proxies.
func clientOf(r *http.Request) string {
	if at := reach.Client(r).Unmap(); at.IsValid() {
		return at.String()
	}
	return "" // of a socket without addresses
}

// right is an entry that says who asked under which right.
func (q *request) right() audit.Entry {
	rule := q.rule
	e := audit.Entry{Kind: string(q.principal.Kind), Who: q.principal.ID, Class: string(rule.Class), Action: string(rule.Action), Scope: audit.PartsOf(q.seen)}
	for _, role := range q.principal.Under(rule, q.started) {
		e.Roles = append(e.Roles, string(role))
	}
	return e
}

// entry is what the audit says of a request.
func (q *request) entry(event audit.Event, r *http.Request, o Outcome) audit.Entry {
	e := q.right()
	e.Event, e.Request, e.Client = event, q.id, clientOf(r)
	e.Method, e.Route, e.Params = r.Method, q.route, namesObjects(q)
	e.Snapshot, e.Status, e.Bytes, e.Millis = o.Snapshot, o.Status, o.Bytes, float64(o.Took.Round(10*time.Microsecond))/float64(time.Millisecond)
	if event == audit.Asked && o.Status < 400 && q.rule.Class != access.Audit {
		e.Shown = shown(q.seen).String()
	}
	return e
}

// shown are the groups of fields that an answer may have had: those that the scope grants of any zone, and a snapshot has.
func shown(s scope.Scope) (g scope.Groups) {
	for _, p := range s.Parts() {
		g |= p.Groups
	}
	return g & scope.ShownInFull
}

// objectParams are the parameters that name what was asked for. All others are left out: what somebody typed may name a person.
func objectParams() []string {
	return []string{"zone", "level", "layer", "id", "snapshot", "from", "to", "since", "on", "t1", "rule", "demand", "planar", "quantity", "format", "lon", "lat", "in_post", "assign", "unobserved", "all", "after", "limit", "who", "route", "event"}
}

// longestParam bounds what the audit repeats of a value.
const longestParam = 80

// namesObjects are a request's parameters that name objects, those of its path among them. A value that looks like no name of an object is
// not repeated.
func namesObjects(q *request) map[string]string {
	out := map[string]string{}
	if q.found.URL.RawQuery != "" {
		query := q.found.URL.Query()
		for _, name := range objectParams() {
			if v := query[name]; len(v) > 0 && v[0] != "" {
				out[name] = plainName(v[0])
			}
		}
	}
	for part := range strings.SplitSeq(q.route, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			out[name] = plainName(q.found.PathValue(name))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// plainName is a value of letters, digits and a few signs as it is, and "?" for any other.
func plainName(v string) string {
	if len(v) > longestParam || strings.Trim(v, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:+,/{}") != "" {
		return "?"
	}
	return v
}

// Records lets what lies behind enter what it does into the audit, as signing in and changes of accounts: [audit.Record].
func (s *Watch) Records(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(audit.With(r.Context(), recorder{s, r})))
	})
}

// recorder completes an entry by what is known of the request in which it is made.
type recorder struct {
	s *Watch
	r *http.Request
}

// Record fills in the request, its client and who asks where the entry does not say; it counts sign-ins.
func (a recorder) Record(ctx context.Context, e audit.Entry) {
	if e.Event == audit.SignIn {
		a.s.cfg.SignIn(e.Result)
	}
	if a.s.cfg.Audit == nil {
		return
	}
	if q := requestOf(a.r.Context()); q != nil {
		e.Request, e.Route = q.id, q.route
		if q.entered && (e.Who == "" || e.Who == q.principal.ID) {
			e.Kind, e.Who = string(q.principal.Kind), q.principal.ID
		}
	}
	e.Client, e.Method = clientOf(a.r), a.r.Method
	a.s.cfg.Audit.Record(ctx, e)
}

// Access enters a sign-in, a sign-out or a change of accounts. A server without an audit has them in its log.
func (s *Watch) Access(ctx context.Context, e signin.Event) {
	if s.cfg.Audit == nil {
		signin.Log(s.cfg.Log)(ctx, e)
	}
	entry := audit.Entry{Event: audit.Account, Who: e.By, Object: e.On, Change: e.What, Detail: e.Detail}
	switch e.What {
	case "sign_in":
		entry.Event, entry.Change, entry.Result = audit.SignIn, "", "refused"
		if e.OK {
			entry.Result = "ok"
		}
	case "sign_out":
		entry.Event, entry.Change = audit.SignOut, ""
	}
	if e.By != "" {
		entry.Kind = string(access.User)
	}
	audit.Record(ctx, entry)
}
