package api

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"github.com/qingshan-gis/qingshan/api/problem"
)

// onePath routes by the parts of the path, each decoded once (RFC 3986, 6.2.2.2), so that all ways to write an address lead to the
// same answer. Handlers read the parts with [pathText]. A path that is no text is refused.
func onePath(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := routePath(r.URL)
		if !utf8.ValidString(path) {
			problem.Write(w, http.StatusBadRequest, "the address is no UTF-8 text; write what is not ASCII as UTF-8, percent-encoded")
			return
		}
		chi.RouteContext(r.Context()).RoutePath = path
		next.ServeHTTP(w, r)
	})
}

// Of a decoded part, the slash would read as a border between parts; it stays escaped in the path that is routed, and so does the
// percent sign.
var (
	escapePart   = strings.NewReplacer("%", "%25", "/", "%2F")
	unescapePart = strings.NewReplacer("%25", "%", "%2F", "/")
)

// routePath is a path with its parts decoded, but for slashes and percent signs that belong to a part.
func routePath(u *url.URL) string {
	if u.RawPath == "" { // its usual spelling: every slash is a border
		if !strings.Contains(u.Path, "%") {
			return u.Path
		}
		return strings.ReplaceAll(u.Path, "%", "%25")
	}
	parts := strings.Split(u.EscapedPath(), "/")
	for i, part := range parts {
		if plain, err := url.PathUnescape(part); err == nil { // EscapedPath decodes to Path
			parts[i] = escapePart.Replace(plain)
		}
	}
	return strings.Join(parts, "/")
}

// pathText is a part of the path as its writer meant it; "" where the route has no such part.
func pathText(r *http.Request, name string) string {
	text := chi.URLParam(r, name)
	if strings.Contains(text, "%") {
		return unescapePart.Replace(text)
	}
	return text
}
