package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// audited enters a request that has ended into the audit: questions and refusals, tiles by the hour.
func (s *Server) audited(q *request, r *http.Request, o outcome) {
	a := q.route
	switch {
	case a == nil: // no such address, which is no matter of rights
	case q.refused(o.status):
		s.auditRefusal(q, r, o)
	case a.isTile():
		key := audit.Key{Event: audit.Tiles, Kind: string(q.principal.Kind), Who: q.principal.ID, Snapshot: o.snapshot, ScopeID: q.seen.Key()}
		s.cfg.Audit.Count(key, func() audit.Entry {
			e := q.right()
			e.Snapshot = o.snapshot
			return e
		})
	case a.isQuestion():
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

// refusalsInFull is how many refusals of a client by a route have a line of their own in an hour. The others are one line with their
// number, or whoever has a wrong token could push all else out of the audit.
const refusalsInFull = 10

func (s *Server) auditRefusal(q *request, r *http.Request, o outcome) {
	e := q.entry(audit.Refused, r, o)
	key := audit.Key{Event: audit.Refused, Kind: e.Kind, Who: e.Who, Client: e.Client, Route: e.Route, Status: e.Status}
	n := s.cfg.Audit.Count(key, func() audit.Entry {
		return audit.Entry{Kind: e.Kind, Who: e.Who, Client: e.Client, Class: e.Class, Action: e.Action, Route: e.Route, Status: e.Status}
	})
	if n <= refusalsInFull {
		s.cfg.Audit.Record(context.WithoutCancel(r.Context()), e)
	}
}

// right is an entry that says who asked under which right.
func (q *request) right() audit.Entry {
	rule := q.route.rule
	e := audit.Entry{Kind: string(q.principal.Kind), Who: q.principal.ID, Class: string(rule.Class), Action: string(rule.Action), Scope: audit.PartsOf(q.seen)}
	for _, role := range q.principal.Under(rule, q.started) {
		e.Roles = append(e.Roles, string(role))
	}
	return e
}

// entry is what the audit says of a request.
func (q *request) entry(event audit.Event, r *http.Request, o outcome) audit.Entry {
	e := q.right()
	e.Event, e.Request, e.Client = event, q.id, limit.ClientOf(r).String()
	e.Method, e.Route, e.Params = r.Method, q.pattern(), namesObjects(r)
	e.Snapshot, e.Status, e.Bytes, e.Millis = o.snapshot, o.status, o.bytes, float64(o.took.Round(10*time.Microsecond))/float64(time.Millisecond)
	if event == audit.Asked && o.status < 400 && q.route.rule.Class != access.Audit {
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
func namesObjects(r *http.Request) map[string]string {
	out := map[string]string{}
	if r.URL.RawQuery != "" {
		query := r.URL.Query()
		for _, name := range objectParams() {
			if v := query[name]; len(v) > 0 && v[0] != "" {
				out[name] = plainName(v[0])
			}
		}
	}
	if c := chi.RouteContext(r.Context()); c != nil {
		for i, name := range c.URLParams.Keys {
			if name != "*" {
				out[name] = plainName(c.URLParams.Values[i])
			}
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

// recorded lets what lies behind enter what it does into the audit, as signing in and changes of accounts: [audit.Record].
func (s *Server) recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(audit.With(r.Context(), recorder{s, r})))
	})
}

// recorder completes an entry by what is known of the request in which it is made.
type recorder struct {
	s *Server
	r *http.Request
}

// Record fills in the request, its client and who asks where the entry does not say; it counts sign-ins.
func (a recorder) Record(ctx context.Context, e audit.Entry) {
	if e.Event == audit.SignIn {
		a.s.metrics.signIns.WithLabelValues(e.Result).Inc()
	}
	if a.s.cfg.Audit == nil {
		return
	}
	if q := requestOf(a.r.Context()); q != nil {
		e.Request, e.Route = q.id, q.pattern()
		if e.Who == "" && q.entered {
			e.Kind, e.Who = string(q.principal.Kind), q.principal.ID
		}
	}
	e.Client, e.Method = limit.ClientOf(a.r).String(), a.r.Method
	a.s.cfg.Audit.Record(ctx, e)
}
