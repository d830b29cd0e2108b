package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
	"github.com/qingshan-gis/qingshan/api/watch"
)

// route is a way to reach the server: a method, a pattern of paths, and what it asks of whoever asks.
type route struct {
	method, pattern string
	rule            access.Rule
	handler         http.Handler
	middlewares     chi.Middlewares
}

func get(pattern string, rule access.Rule, handler http.HandlerFunc) route {
	return route{method: http.MethodGet, pattern: pattern, rule: rule, handler: handler}
}

// zipped is a route whose answers are texts, which are compressed for who takes them so.
func (a route) zipped() route { return a.with(limit.Compressed()) }

func (a route) with(m ...func(http.Handler) http.Handler) route {
	a.middlewares = append(a.middlewares, m...)
	return a
}

// allRoutes are all that the server answers. There is no other way to answer, so none is without a rule.
func (s *Server) allRoutes() []route {
	tiles := access.Reading(access.Map)
	out := []route{
		get(healthPath, access.Anyone(), func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") }).with(ofThisMoment),
		get("/readyz", access.Anyone(), s.ready).with(ofThisMoment),
		get("/metrics", access.Reading(access.Operations), s.metrics.handler().ServeHTTP).with(ofThisMoment),
		get("/tiles/{layers}.json", tiles, s.tileJSON).zipped(),
		get("/tiles/{layers}/{z}/{x}/{y}.mvt", tiles, s.tile),
		get("/tiles/{layers}/{matrix}.json", tiles, s.tileJSON).zipped(),
		get("/tiles/{layers}/{matrix}/{z}/{x}/{y}.mvt", tiles, s.tile),
		get("/tileMatrixSets", tiles, s.matrixSets).zipped(),
		get("/tileMatrixSets/{matrix}", tiles, s.matrixSet).zipped(),
	}
	out = append(out, s.rasterRoutes()...)
	below := func(a route) route { return a.with(limit.Compressed(), limit.ShortQuery) }
	for _, q := range s.questions() {
		out = append(out, below(route{method: q.method, pattern: "/api" + q.path, rule: q.rule, handler: q.handler}))
	}
	out = append(out, below(get("/api/page", access.Anyone(), s.page)))
	out = append(out, s.accountRoutes()...)
	if s.cfg.Page != nil {
		out = append(out, get("/*", access.Anyone(), newPageFiles(s.cfg.Page).ServeHTTP).with(cacheAssets))
	}
	return out
}

// ofThisMoment keeps what tells how the server is now from caches.
func ofThisMoment(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// serve makes routes of the router; what lies below /api is a router of its own, so that a wrong address there is none of the page's.
func (s *Server) serve(r chi.Router, all []route) {
	var below []route
	for _, a := range append(all, s.optionsRoutes(all)...) {
		if strings.HasPrefix(a.pattern, apiPath) {
			below = append(below, a)
			continue
		}
		r.With(s.chain(a)...).Method(a.method, a.pattern, a.handler)
	}
	r.Route(strings.TrimSuffix(apiPath, "/"), func(r chi.Router) {
		for _, a := range below {
			r.With(s.chain(a)...).Method(a.method, "/"+strings.TrimPrefix(a.pattern, apiPath), a.handler)
		}
	})
}

// apiPath begins the addresses of questions.
const apiPath = "/api/"

// chain is what a request goes through on its way to a route's handler.
func (s *Server) chain(a route) chi.Middlewares {
	chain := chi.Middlewares{watch.At(a.pattern, a.rule)}
	if a.method == http.MethodOptions { // see optionsRoutes
		return chain
	}
	if !watch.IsTile(a.rule) {
		chain = append(chain, s.watch.Records)
	}
	if a.shared() {
		chain = append(chain, s.cfg.Sites.Share)
	}
	if a.pattern != healthPath && a.pattern != "/readyz" {
		chain = append(chain, s.signin.Admit)
	}
	if !a.rule.Open {
		chain = append(chain, s.enter(a.rule))
	}
	if meter := s.meter(a); meter != nil {
		chain = append(chain, meter.Metered)
	}
	return append(chain, a.middlewares...)
}

// meter is what bounds how often one client may ask for a route; whoever watches the process is not bounded.
func (s *Server) meter(a route) *limit.Meter {
	switch {
	case a.pattern == healthPath || a.pattern == "/readyz":
		return nil
	case !a.rule.Open && (a.rule.Class == access.Map || a.rule.Class == access.Imagery):
		return s.bounds.Tiles
	}
	return s.bounds.Questions
}

// enter lets those through who may do what a rule asks.
func (s *Server) enter(rule access.Rule) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r := s.under(rule, w, r); r != nil {
				next.ServeHTTP(w, r)
			}
		})
	}
}

// under is a request with who asks and what a rule shows him. Whoever has not said who he is, and could, is asked; to all others who may
// not do what the rule asks the address is not there; the request is then answered, and nil.
func (s *Server) under(rule access.Rule, w http.ResponseWriter, r *http.Request) *http.Request {
	p := s.cfg.Who(r)
	seen := p.Scope(rule, time.Now())
	watch.Enters(r.Context(), rule, p, seen)
	switch {
	case seen.Empty() && p.Kind == access.Anonymous && s.signin.CanEnter(r):
		s.signin.AskWho(w, r)
		return nil
	case seen.Empty():
		nothingHere(w, r)
		return nil
	}
	if p.Kind != access.Local { // who signs in or out must not be handed what another one was answered
		reach.AddVary(w.Header(), "Authorization", "Cookie")
	}
	return access.Note(r, p, seen)
}
