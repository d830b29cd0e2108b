package watch

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/notes"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/audit"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// request is a request under way. What it asks for, who asks and under which right are noted as they are found out.
type request struct {
	id      string
	started time.Time
	found   *http.Request // as it is at its route; nil where there is none
	route   string        // its pattern, for people: it holds no ids
	rule    access.Rule

	entered   bool // it was asked whether principal may do what the route's rule says
	principal access.Principal
	seen      scope.Scope

	span telemetry.Span
}

type requestKey struct{}

// requestOf is the request that a context belongs to, nil for none.
func requestOf(ctx context.Context) *request {
	q, _ := notes.Get(ctx, requestKey{}).(*request)
	return q
}

// RequestID is the id of the request that a context belongs to, "" for none.
func RequestID(ctx context.Context) string {
	if q := requestOf(ctx); q != nil {
		return q.id
	}
	return ""
}

// noRoute stands for the pattern where there is no route.
const noRoute = "none"

// Route is the pattern of the route that a context's request asks for.
func Route(ctx context.Context) string {
	if q := requestOf(ctx); q != nil {
		return q.route
	}
	return noRoute
}

// Config of a [Watch]. Log is needed; what is nil is not told.
type Config struct {
	Log    *slog.Logger
	Audit  *audit.Log
	Traces *telemetry.Traces
	// Begun is told that a request is being answered, or with -1 that it is not any more.
	Begun func(more int64)
	// Count counts a request that has ended, SignIn a sign-in by how it ended.
	Count  func(route string, o Outcome)
	SignIn func(result string)
}

// Watch follows requests from their begin to their end. Safe for concurrent use.
type Watch struct{ cfg Config }

// New makes one.
func New(cfg Config) *Watch { return &Watch{cfg} }

// Requests gives a request its id, which is always our own: whoever sends one could make two requests look like one. At the end the
// request is counted, logged, audited and traced.
func (s *Watch) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{id: telemetry.NewID(), started: time.Now(), route: noRoute}
		w.Header()[telemetry.RequestHeader] = []string{q.id}
		r = notes.With(r, requestKey{}, q)
		if s.cfg.Traces != nil {
			var ctx context.Context
			ctx, q.span = s.cfg.Traces.Request(r.Context(), r)
			r = r.WithContext(ctx)
		}
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		s.cfg.Begun(1)
		defer func() { // also where an answer was broken off
			s.cfg.Begun(-1)
			s.ended(q, ww, r)
		}()
		next.ServeHTTP(ww, r)
	})
}

// At notes the route that was found, by its pattern, and the rule of it.
func At(pattern string, rule access.Rule) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if q := requestOf(r.Context()); q != nil {
				q.found, q.route, q.rule = r, pattern, rule
			}
			next.ServeHTTP(w, r)
		})
	}
}

// Enters notes who asks and what he may see under a rule: the route's, or a stricter one for what he asks there.
func Enters(ctx context.Context, rule access.Rule, p access.Principal, seen scope.Scope) {
	if q := requestOf(ctx); q != nil {
		q.entered, q.rule, q.principal, q.seen = true, rule, p, seen
	}
}

// Outcome is how a request ended.
type Outcome struct {
	Status   int
	Bytes    int64
	Took     time.Duration
	Snapshot string // that answered
}

// ended tells everybody who watches.
func (s *Watch) ended(q *request, w middleware.WrapResponseWriter, r *http.Request) {
	o := Outcome{Status: w.Status(), Bytes: int64(w.BytesWritten()), Took: time.Since(q.started)}
	if o.Status == 0 {
		o.Status = http.StatusOK
	}
	if id := w.Header()["X-Qingshan-Snapshot"]; len(id) > 0 {
		o.Snapshot = id[0]
	}
	s.cfg.Count(q.route, o)
	if s.cfg.Audit != nil {
		s.audited(q, r, o)
	}
	if s.cfg.Traces != nil {
		q.span.Ended(q.route, r.Method, o.Status, string(q.principal.Kind), o.Snapshot, q.id)
	}
	s.logged(q, r, o)
}

// slow is how long an answer may take before the log names it: costly questions take seconds, this is more than they should.
const slow = 10 * time.Second

// logged writes a line about a request. At level info there is none for what went as it should, since metrics count that, and none for
// what was refused because too much is asked, or a flood would fill the disk as well. What went wrong inside has a line with the cause
// already; this one says which answer it was.
func (s *Watch) logged(q *request, r *http.Request, o Outcome) {
	level := slog.LevelDebug
	if o.Took >= slow || o.Status >= 500 && o.Status != http.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	ctx := context.WithValue(context.WithoutCancel(r.Context()), requestKey{}, q)
	if !s.cfg.Log.Enabled(ctx, level) {
		return
	}
	s.cfg.Log.LogAttrs(ctx, level, "request", slog.String("method", r.Method), slog.String("route", q.route), slog.Int("status", o.Status), slog.Int64("bytes", o.Bytes),
		slog.Duration("took", o.Took), slog.String("kind", string(q.principal.Kind)), slog.String("who", q.principal.ID), slog.String("snapshot", o.Snapshot))
}

// IsTile tells whether what a rule is for is asked for by the dozen: tiles, and what describes them.
func IsTile(rule access.Rule) bool { return rule.Class == access.Map || rule.Class == access.Imagery }

// isQuestion tells whether a route's answers are entered into the audit one by one. Open routes tell nothing of the data, and metrics are
// asked for every few seconds.
func (q *request) isQuestion() bool {
	return !q.rule.Open && q.rule.Class != access.Operations && strings.HasPrefix(q.route, "/api/")
}
