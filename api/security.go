package api

import (
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5/middleware"
)

// securityHeaders keep the page to what it ships itself and to the base map's server; images may come from elsewhere, for its credit.
func securityHeaders(basemap string) func(http.Handler) http.Handler {
	policy := "default-src 'self'; img-src 'self' data: blob: https: http:; connect-src 'self'" + sourceOf(basemap) +
		"; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer")
			next.ServeHTTP(w, r)
		})
	}
}

// sourceOf is the server of a tile URL template as a source of a content security policy, after a space; "" for none and for this
// server. A label with a placeholder stands for any.
func sourceOf(template string) string {
	scheme, rest, found := strings.Cut(template, "://")
	if scheme = strings.ToLower(scheme); !found || scheme != "http" && scheme != "https" {
		return ""
	}
	host := rest[:strings.IndexAny(rest+"/", "/?#")]
	if i := strings.LastIndexByte(host, '}'); i >= 0 { // a wildcard stands for whole labels, in front
		_, after, more := strings.Cut(host[i:], ".")
		if !more {
			return ""
		}
		host = "*." + after
	}
	if host == "" || strings.Trim(strings.ToLower(host), "abcdefghijklmnopqrstuvwxyz0123456789-.:*[]") != "" || strings.ContainsAny(host, " ;,'\"") {
		return ""
	}
	return " " + scheme + "://" + host
}

// recovered keeps the service up when an answer panics.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		debug.SetPanicOnFault(true) // of a mapped file's page that the disk cannot give
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			v := recover()
			if v == nil || v == http.ErrAbortHandler {
				return
			}
			s.log.Error("request panicked", "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
			s.holder.suspect(v)
			switch {
			case ww.Status() != 0:
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			case metDamage(v):
				writeProblem(w, http.StatusServiceUnavailable, metDamageDetail)
			default:
				writeProblem(w, http.StatusInternalServerError, "the server could not answer; its log says why")
			}
		}()
		next.ServeHTTP(ww, r)
	})
}
