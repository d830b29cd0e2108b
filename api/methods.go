package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// headIsGet answers HEAD wherever GET is answered, with its status and headers; net/http leaves the body out (RFC 9110, 9.3.2).
func headIsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			chi.RouteContext(r.Context()).RouteMethod = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// otherMethod refuses a method that is not served at a path and names those that are (RFC 9110, 15.5.6).
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
	writeProblem(w, http.StatusMethodNotAllowed, r.Method+" is not served here; use "+strings.Join(allowed, " or "))
}

func nothingHere(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, http.StatusNotFound, "nothing is served at "+r.URL.Path)
}
