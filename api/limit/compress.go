package limit

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5/middleware"
)

// compressLevel is gzip's: the gain beyond it is small.
const compressLevel = 5

// Compressed zips what is text for those who take gzip. Answers that are made whole are zipped by then, see [Reply.WriteText].
func Compressed() func(http.Handler) http.Handler {
	zip := middleware.Compress(compressLevel, "application/json", "application/geo+json", "application/problem+json", "application/javascript", "application/manifest+json",
		"text/csv", "text/css", "text/html", "text/javascript", "text/plain", "image/svg+xml")
	return func(next http.Handler) http.Handler {
		zipped := zip(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if AcceptsGzip(r.Header.Get("Accept-Encoding")) {
				zipped.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// AcceptsGzip reads Accept-Encoding: what it says of gzip or, where it says nothing of it, of *; a quality of 0 is a no.
func AcceptsGzip(header string) bool {
	rest := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(part, ";")
		yes := true
		if quality, found := strings.CutPrefix(strings.TrimSpace(parameter), "q="); found {
			v, err := strconv.ParseFloat(quality, 64)
			yes = err == nil && v > 0
		}
		switch strings.TrimSpace(name) {
		case "gzip":
			return yes
		case "*":
			rest = yes
		}
	}
	return rest
}
