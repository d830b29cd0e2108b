package api

import (
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// compressLevel is gzip's: the gain beyond it is small.
const compressLevel = 5

// compressed zips what is text for those who take gzip. Answers that are made whole are zipped by then, see [reply.write].
func compressed() func(http.Handler) http.Handler {
	zip := middleware.Compress(compressLevel, "application/json", "application/geo+json", "application/problem+json", "application/javascript", "application/manifest+json",
		"text/csv", "text/css", "text/html", "text/javascript", "text/plain", "image/svg+xml")
	return func(next http.Handler) http.Handler {
		zipped := zip(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if acceptsGzip(r.Header.Get("Accept-Encoding")) {
				zipped.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}
