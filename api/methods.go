package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/problem"
)

// otherMethod refuses a method that is not served at a path and names those that are (RFC 9110, 15.5.6). What chi itself answers has
// no body, and its Allow leaves out HEAD, which chi's GetHead serves wherever GET is; a handler of one's own is not told what
// chi found, so it looks again.
func otherMethod(w http.ResponseWriter, r *http.Request) {
	routes, path := chi.RouteContext(r.Context()).Routes, routePath(r.URL)
	var allowed []string
	for _, method := range methods() {
		if routes.Match(chi.NewRouteContext(), method, path) {
			allowed = append(allowed, withHead(method)...)
		}
	}
	if len(allowed) == 0 {
		nothingHere(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
	problem.Write(w, http.StatusMethodNotAllowed, r.Method+" is not served here; use "+strings.Join(allowed, " or "))
}

// methods are those that a route may have, in the order in which they are named.
func methods() []string {
	return []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
}

// withHead is a method with HEAD, which is served wherever GET is.
func withHead(method string) []string {
	if method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{method}
}

// optionsRoutes answer OPTIONS at every address of some routes: with the methods that are served there, and to browsers that ask for
// a page of another site. They tell nothing of the data, so they ask for nobody's name, which browsers would not give.
func (s *Server) optionsRoutes(all []route) (out []route) {
	byPattern := map[string][]route{}
	for _, a := range all {
		byPattern[a.pattern] = append(byPattern[a.pattern], a)
	}
	for pattern, at := range byPattern {
		var allowed []string
		shared := false
		for _, method := range methods() {
			for _, a := range at {
				if a.method == method {
					allowed = append(allowed, withHead(method)...)
					shared = shared || a.shared()
				}
			}
		}
		allowed = append(allowed, http.MethodOptions)
		out = append(out, route{method: http.MethodOptions, pattern: pattern, rule: access.Anyone(), handler: s.cfg.Sites.Options(allowed, shared)})
	}
	return out
}

// shared tells whether pages of other sites that the configuration names may read a route's answers: the data, and nothing about
// accounts or the server.
func (a route) shared() bool {
	switch a.rule.Class {
	case access.Zones, access.Map, access.Coverage, access.Change, access.Imagery, access.Exports, access.Certificates, access.Scenarios:
		return !a.rule.Open
	}
	return false
}

func nothingHere(w http.ResponseWriter, r *http.Request) {
	problem.Write(w, http.StatusNotFound, "nothing is served at "+r.URL.Path)
}
