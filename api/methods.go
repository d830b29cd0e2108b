package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/problem"
)

// otherMethod refuses a method that is not served at a path and names those that are (RFC 9110, 15.5.6). What chi itself answers has
// no body, and its Allow leaves out HEAD, which chi's GetHead serves wherever GET is; a handler of one's own is not told what
// chi found, so it looks again.
func otherMethod(w http.ResponseWriter, r *http.Request) {
	routes, path := chi.RouteContext(r.Context()).Routes, routePath(r.URL)
	var allowed []string
	if routes.Match(chi.NewRouteContext(), http.MethodGet, path) {
		allowed = append(allowed, http.MethodGet, http.MethodHead)
	}
	if routes.Match(chi.NewRouteContext(), http.MethodPost, path) {
		allowed = append(allowed, http.MethodPost)
	}
	if len(allowed) == 0 {
		nothingHere(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	problem.Write(w, http.StatusMethodNotAllowed, r.Method+" is not served here; use "+strings.Join(allowed, " or "))
}

func nothingHere(w http.ResponseWriter, r *http.Request) {
	problem.Write(w, http.StatusNotFound, "nothing is served at "+r.URL.Path)
}
