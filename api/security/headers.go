package security

import (
	"net/http"
	"strings"
)

// Headers keep the page to what it ships itself and to the base map's server; images may come from elsewhere, for its credit.
func Headers(basemap string) func(http.Handler) http.Handler {
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
