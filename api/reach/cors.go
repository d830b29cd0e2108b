package reach

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Sites are the other sites whose pages may read answers in a browser (CORS, as the Fetch standard has it). The zero Sites are none.
// Immutable, safe for concurrent use.
type Sites struct {
	any    bool            // every site, without credentials
	listed map[string]bool // by origin as browsers write it
}

// AnySite stands for every site. Their pages read what a server tells without credentials.
const AnySite = "*"

// ErrOrigin means that a text is no origin.
var ErrOrigin = errors.New("write an origin as https://HOST or https://HOST:PORT, without a path, or * for every site")

// NewSites makes sites of their origins, or returns [ErrOrigin].
func NewSites(origins ...string) (Sites, error) {
	s := Sites{listed: map[string]bool{}}
	for _, text := range origins {
		if text == AnySite {
			s.any = true
			continue
		}
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || !validHost(u.Host) || strings.Contains(u.Host, AnySite) {
			return Sites{}, ErrOrigin
		}
		host := strings.ToLower(u.Host)
		if port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; strings.HasSuffix(host, port) { // browsers leave it out
			host = strings.TrimSuffix(host, port)
		}
		s.listed[u.Scheme+"://"+host] = true
	}
	return s, nil
}

// Headers of answers that pages of other sites may read, and headers that they may send beside those that all may.
const (
	exposed  = "Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Qingshan-Snapshot, X-Request-Id"
	sendable = "Authorization, Content-Type, If-None-Match, Range"
	// keptFor is for how many seconds a browser need not ask again whether it may; browsers have bounds of their own.
	keptFor = "7200"
)

// allow writes who may read an answer, and tells whether the page that asks may. Where that hangs on the page, caches are told so,
// also in answers to no page.
func (s Sites) allow(h http.Header, r *http.Request) bool {
	if len(s.listed) > 0 {
		AddVary(h, "Origin")
	}
	origin := r.Header.Get("Origin")
	switch {
	case s.listed[origin]: // as browsers write it, letter by letter
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true")
		return true
	case s.any:
		h.Set("Access-Control-Allow-Origin", AnySite)
		return true
	}
	return false
}

// Share lets pages of the sites read answers. Without any site it costs nothing.
func (s Sites) Share(next http.Handler) http.Handler {
	if !s.any && len(s.listed) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.allow(w.Header(), r) {
			w.Header().Set("Access-Control-Expose-Headers", exposed)
		}
		next.ServeHTTP(w, r)
	})
}

// Options answers OPTIONS at an address that has some methods: with these and, where its answers are shared, to a browser that asks
// whether a page of another site may use one.
func (s Sites) Options(methods []string, shared bool) http.HandlerFunc {
	allowed := strings.Join(methods, ", ")
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Allow", allowed)
		if asks := r.Header.Get("Access-Control-Request-Method"); shared && s.allow(h, r) && asks != "" && slices.Contains(methods, asks) {
			AddVary(h, "Access-Control-Request-Method")
			h.Set("Access-Control-Allow-Methods", allowed)
			h.Set("Access-Control-Allow-Headers", sendable)
			h.Set("Access-Control-Max-Age", keptFor)
		}
		w.WriteHeader(http.StatusNoContent)
	}
}
