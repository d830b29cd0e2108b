package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"runtime/debug"
	"strings"
)

// securityHeaders keep the page to what it ships itself; a base map's images may come from elsewhere.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob: https: http:; connect-src 'self' https: http:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

// authenticate asks for the token, if there is one: as Bearer token or as password of Basic auth, which browsers know.
func authenticate(token string) func(http.Handler) http.Handler {
	want := sha256.Sum256([]byte(token))
	return func(next http.Handler) http.Handler {
		if token == "" {
			return next
		}
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if !ok {
				_, given, _ = r.BasicAuth()
			}
			got := sha256.Sum256([]byte(given))
			if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
				w.Header().Set("WWW-Authenticate", `Basic realm="Qingshan", charset="UTF-8"`)
				writeProblem(w, http.StatusUnauthorized, "this server asks for a token: as Bearer token, or as password")
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// recovered keeps the service up when an answer panics.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		debug.SetPanicOnFault(true) // of a mapped file's page that the disk cannot give
		defer func() {
			if v := recover(); v != nil && v != http.ErrAbortHandler {
				s.log.Error("request panicked", "path", r.URL.Path, "panic", v, "stack", string(debug.Stack()))
				writeProblem(w, http.StatusInternalServerError, "the server could not answer; its log says why")
			}
		}()
		next.ServeHTTP(w, r)
	})
}
