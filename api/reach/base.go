package reach

import (
	"net/url"
	"slices"
	"strings"
)

// BaseURL is where clients reach a server, as in https://example.cn/forest. The zero BaseURL is not known.
type BaseURL struct {
	text   string   // without a slash at its end
	https  bool     // its scheme
	prefix []string // parts of its path, decoded
}

// own are the first parts of the server's own addresses. A base URL whose path is one of them would leave open what an address means.
func own() []string {
	return []string{"api", "tiles", "rasters", "tileMatrixSets", "assets", "healthz", "readyz", "metrics"}
}

// ParseBaseURL reads a base URL: http or https, a host, perhaps a path that begins like none of the server's own addresses. ok is
// false for all else; "" is the zero BaseURL.
func ParseBaseURL(text string) (b BaseURL, ok bool) {
	if text == "" {
		return b, true
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return b, false
	}
	b = BaseURL{text: u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), https: u.Scheme == "https"}
	if path := strings.Trim(u.EscapedPath(), "/"); path != "" {
		for part := range strings.SplitSeq(path, "/") {
			plain, err := url.PathUnescape(part)
			if err != nil || plain == "" || plain == "." || plain == ".." {
				return BaseURL{}, false
			}
			b.prefix = append(b.prefix, plain)
		}
	}
	if len(b.prefix) > 0 && slices.Contains(own(), b.prefix[0]) {
		return BaseURL{}, false
	}
	return b, true
}

// below is what is left of an address's path below the base URL's, "" where it names the base itself without a slash behind it; ok is
// false where the path is not below it, as behind a proxy that takes the prefix away. Parts are compared decoded, and what is left
// stays as it was written, so that an escaped slash goes on to be part of a zone's code.
func (b BaseURL) below(u *url.URL) (rest *url.URL, ok bool) {
	if len(b.prefix) == 0 {
		return nil, false
	}
	parts := strings.Split(u.EscapedPath(), "/") // the first one is empty
	if len(parts) <= len(b.prefix) || parts[0] != "" {
		return nil, false
	}
	for i, want := range b.prefix {
		if got, err := url.PathUnescape(parts[i+1]); err != nil || got != want {
			return nil, false
		}
	}
	escaped := ""
	if left := parts[len(b.prefix)+1:]; len(left) > 0 {
		escaped = "/" + strings.Join(left, "/")
	}
	plain, err := url.PathUnescape(escaped)
	if err != nil {
		return nil, false
	}
	out := *u
	out.Path, out.RawPath = plain, escaped
	if out.RawPath == (&url.URL{Path: plain}).EscapedPath() {
		out.RawPath = "" // its usual spelling
	}
	return &out, true
}
