package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/telemetry"
	"github.com/qingshan-gis/qingshan/data/scope"
)

// request is a request under way. What it asks for, who asks and under which right are noted as they are found out.
type request struct {
	id      string
	started time.Time
	route   *route // nil where no route was found

	entered   bool // it was asked whether principal may do what the route's rule says
	principal access.Principal
	seen      scope.Scope

	span telemetry.Span
}

type requestKey struct{}

// requestOf is the request that a context belongs to, nil for none.
func requestOf(ctx context.Context) *request {
	q, _ := ctx.Value(requestKey{}).(*request)
	return q
}

// RequestID is the id of the request that a context belongs to, "" for none.
func RequestID(ctx context.Context) string {
	if q := requestOf(ctx); q != nil {
		return q.id
	}
	return ""
}

// pattern is the route's pattern of paths, for people: it holds no ids.
func (q *request) pattern() string {
	if q == nil || q.route == nil {
		return "none"
	}
	return q.route.pattern
}

// routeOf is the pattern of the route that a context's request asks for.
func routeOf(ctx context.Context) string { return requestOf(ctx).pattern() }

// observed gives a request its id, which is always our own: whoever sends one could make two requests look like one. At the end the
// request is counted, logged, audited and traced.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &request{id: telemetry.NewID(), started: time.Now()}
		w.Header()[telemetry.RequestHeader] = []string{q.id}
		ctx := context.WithValue(r.Context(), requestKey{}, q)
		if s.cfg.Traces != nil {
			ctx, q.span = s.cfg.Traces.Request(ctx, r)
		}
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		s.metrics.inFlight.Add(1)
		defer func() { // also where an answer was broken off
			s.metrics.inFlight.Add(-1)
			s.ended(q, ww, r)
		}()
		next.ServeHTTP(ww, r.WithContext(ctx))
	})
}

// on notes the route that was found.
func (s *Server) on(a route) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if q := requestOf(r.Context()); q != nil {
				q.route = &a
			}
			next.ServeHTTP(w, r)
		})
	}
}

// note says who asks and what he may see under the route's rule.
func note(ctx context.Context, p access.Principal, seen scope.Scope) {
	if q := requestOf(ctx); q != nil {
		q.entered, q.principal, q.seen = true, p, seen
	}
}

// outcome is how a request ended.
type outcome struct {
	status   int
	bytes    int64
	took     time.Duration
	snapshot string // that answered
}

// ended tells everybody who watches.
func (s *Server) ended(q *request, w middleware.WrapResponseWriter, r *http.Request) {
	o := outcome{status: w.Status(), bytes: int64(w.BytesWritten()), took: time.Since(q.started)}
	if o.status == 0 {
		o.status = http.StatusOK
	}
	if id := w.Header()["X-Qingshan-Snapshot"]; len(id) > 0 {
		o.snapshot = id[0]
	}
	s.metrics.count(q.pattern(), o)
	if s.cfg.Audit != nil {
		s.audited(q, r, o)
	}
	if s.cfg.Traces != nil {
		q.span.Ended(q.pattern(), r.Method, o.status, string(q.principal.Kind), o.snapshot, q.id)
	}
	s.logged(q, r, o)
}

// slow is how long an answer may take before the log names it: costly questions take seconds, this is more than they should.
const slow = 10 * time.Second

// logged writes a line about a request. At level info there is none for what went as it should, since metrics count that, and none for
// what was refused because too much is asked, or a flood would fill the disk as well. What went wrong inside has a line with the cause
// already; this one says which answer it was.
func (s *Server) logged(q *request, r *http.Request, o outcome) {
	level := slog.LevelDebug
	if o.took >= slow || o.status >= 500 && o.status != http.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	ctx := context.WithValue(context.WithoutCancel(r.Context()), requestKey{}, q)
	if !s.log.Enabled(ctx, level) {
		return
	}
	s.log.LogAttrs(ctx, level, "request", slog.String("method", r.Method), slog.String("route", q.pattern()), slog.Int("status", o.status), slog.Int64("bytes", o.bytes),
		slog.Duration("took", o.took), slog.String("kind", string(q.principal.Kind)), slog.String("who", q.principal.ID), slog.String("snapshot", o.snapshot))
}

// isTile tells whether a route is asked for by the dozen: tiles, and what describes them.
func (a *route) isTile() bool {
	return a.rule.Class == access.Map || a.rule.Class == access.Imagery
}

// isQuestion tells whether a route's answers are entered into the audit one by one. Open routes tell nothing of the data, and metrics are
// asked for every few seconds.
func (a *route) isQuestion() bool {
	return !a.rule.Open && a.rule.Class != access.Operations && strings.HasPrefix(a.pattern, apiPath)
}
