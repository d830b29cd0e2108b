package api

import (
	"net/http"
	"net/url"
	"strings"
)

// address is where a path of this server is reached from outside. It is made of the configured base URL. Without one it is the path
// alone in a document that shared caches keep, whatever Host a request names, since others would be handed it; and in all others it
// is on the host that the client asked.
func (s *Server) address(r *http.Request, path string, kept bool) string {
	switch {
	case s.cfg.BaseURL != "":
		return strings.TrimSuffix(s.cfg.BaseURL, "/") + path
	case kept:
		return path
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + path
}

// addressed sets how long a document with addresses is kept: as its kind of answer is, but by no shared cache where the addresses
// are on the host that one client asked.
func (s *Server) addressed(w http.ResponseWriter, cacheControl string, kept bool) {
	if s.cfg.BaseURL == "" && !kept {
		cacheControl = "private, no-cache"
	}
	w.Header().Set("Cache-Control", cacheControl)
}

// IsBaseURL tells whether a text can stand before the server's paths: http or https, a host, perhaps a path.
func IsBaseURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" && !u.ForceQuery
}
