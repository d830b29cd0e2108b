package api

import (
	"net/http"

	"github.com/go-chi/chi/v5/middleware"
)

// compressLevel is gzip's: the gain beyond it is small.
const compressLevel = 5

// compressed zips what is text for those who take it. GeoJSON answers are the largest there are.
func compressed() func(http.Handler) http.Handler {
	return middleware.Compress(compressLevel, "application/json", "application/geo+json", "application/problem+json", "application/javascript", "application/manifest+json",
		"text/csv", "text/css", "text/html", "text/javascript", "text/plain", "image/svg+xml")
}
