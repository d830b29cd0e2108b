package limit

import (
	"net/http"
	"strings"
)

// NamesTag tells whether an If-None-Match header holds a tag, weak or not.
func NamesTag(header, etag string) bool {
	if header == "" {
		return false
	}
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == etag || one == "*" {
			return true
		}
	}
	return false
}

// NotModified answers that a client has an answer already (RFC 9110, 15.4.5).
func NotModified(w http.ResponseWriter) {
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition"} {
		w.Header().Del(name)
	}
	w.WriteHeader(http.StatusNotModified)
}
