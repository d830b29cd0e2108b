package signin

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/api/reach"
)

// The cookies' names, without the prefix by which browsers keep them to one host and to https (RFC 6265bis, 4.1.3.2).
const (
	sessionCookie = "qingshan"
	knownCookie   = "qingshan-known" // marks a browser, see mark
	oidcCookie    = "qingshan-oidc"  // a sign-in at a provider that is under way
	hostPrefix    = "__Host-"
)

// longestCookie bounds what is looked at of a cookie, in bytes; browsers keep 4096.
const longestCookie = 4096

// secure tells whether browsers reach the server by https.
func (s *Service) secure(r *http.Request) bool {
	return reach.Secure(r) || strings.HasPrefix(strings.ToLower(s.cfg.BaseURL), "https://")
}

// onLoopback tells whether a browser on this machine asks the server itself.
func onLoopback(r *http.Request) bool {
	if !reach.Client(r).IsLoopback() {
		return false
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	named, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && named.IsLoopback()
}

// canKeep tells whether a browser would keep a cookie of this server: by https, or on loopback, where nobody listens.
func (s *Service) canKeep(r *http.Request) bool { return s.secure(r) || onLoopback(r) }

func (s *Service) cookieName(r *http.Request, name string) string {
	if s.secure(r) {
		return hostPrefix + name
	}
	return name
}

// cookie is a cookie's value, "" for none.
func (s *Service) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(r, name))
	if err != nil || len(c.Value) > longestCookie {
		return ""
	}
	return c.Value
}

// setCookie has the browser keep a value for so long; "" has it forget the one that it has. No script reads it, and requests that other
// sites begin have it only where somebody follows a link.
func (s *Service) setCookie(w http.ResponseWriter, r *http.Request, name, value string, lasts time.Duration) {
	seconds := int(lasts / time.Second)
	if value == "" {
		seconds = -1
	}
	http.SetCookie(w, &http.Cookie{Name: s.cookieName(r, name), Value: value, Path: "/", MaxAge: seconds, Secure: s.secure(r), HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// originOf is the origin of a URL, "" for none.
func originOf(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}
