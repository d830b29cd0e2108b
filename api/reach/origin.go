package reach

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/qingshan-gis/qingshan/api/notes"
)

// Config says how a server is reached. The zero value is a server without a known address behind no proxy but one on its machine.
type Config struct {
	// BaseURL is where clients reach the server; it goes before whatever a proxy says.
	BaseURL BaseURL
	// Proxies are the addresses of proxies that are believed.
	Proxies []netip.Prefix
	// Header is the family of headers that they write; default [XForwarded].
	Header Header
}

// Origin is from where a request came, and under which address of the server. It is immutable.
type Origin struct {
	// Client is the address of whoever asked; the zero address where there is none, as on a Unix socket.
	Client netip.Addr
	// Proxied tells that a trusted proxy handed the request on, so that what it added may be believed.
	Proxied bool
	// Host is the name under which a trusted proxy was asked; "" where no proxy says another one than the request itself.
	Host string

	base   string // of the base URL, "" where none is configured
	asked  string // the host, as the client knows it
	prefix string // of the path, as the client knows it
	https  bool
	moved  bool // a proxy says another host or prefix than the request itself
}

type contextKey struct{}

// Of is from where a request came. A request that did not pass [Config.Find] is looked at as by the zero Config.
func Of(r *http.Request) *Origin {
	if o, ok := notes.Get(r.Context(), contextKey{}).(*Origin); ok {
		return o
	}
	return Config{}.origin(r)
}

// Client is the address of whoever asked. For limits, see [limit.ClientOf], which takes a site's addresses together.
func Client(r *http.Request) netip.Addr { return Of(r).Client }

// Secure tells whether the client asked by https, so that cookies can be kept to it. A configured base URL decides alone.
func Secure(r *http.Request) bool { return Of(r).https }

// URL is where a path of this server is reached from outside. Without a base URL it is on the host that the client asked, so that no
// answer with it may be kept for others.
func URL(r *http.Request, path string) string {
	o := Of(r)
	switch {
	case o.base != "":
		return o.base + path
	case o.https:
		return "https://" + o.asked + o.prefix + path
	}
	return "http://" + o.asked + o.prefix + path
}

// Known tells whether [URL] is the same whatever a request says.
func (o *Origin) Known() bool { return o.base != "" }

// Moved tells whether the server's paths are others to the client than to the server, though no base URL says so.
func (o *Origin) Moved() bool { return o.moved }

// Find notes in each request's context from where it came, and takes the base URL's path away from its address. An address without
// the slash behind that path is sent on to the one with it, which relative addresses of the page need.
func (c Config) Find(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = notes.With(r, contextKey{}, c.origin(r))
		if rest, ok := c.BaseURL.below(r.URL); ok {
			if rest.Path == "" {
				http.Redirect(w, r, c.BaseURL.text+"/", http.StatusPermanentRedirect)
				return
			}
			r.URL = rest
		}
		next.ServeHTTP(w, r)
	})
}

// origin looks at a request's connection and, where that is with a trusted proxy, at what the proxies wrote.
func (c Config) origin(r *http.Request) *Origin {
	o := &Origin{Client: peer(r.RemoteAddr)}
	o.Proxied = c.trusts(o.Client)
	here := o.Client.IsLoopback() // a proxy on this machine is believed about whom it asks for and how it was asked (decision 029)
	var said hop
	if o.Proxied || here {
		o.Client, said = c.walk(o.Client, r.Header)
	}
	if c.BaseURL.text != "" {
		o.base, o.https = c.BaseURL.text, c.BaseURL.https
		return o
	}
	o.asked, o.https = r.Host, r.TLS != nil || strings.EqualFold(said.proto, "https")
	if !o.Proxied {
		return o
	}
	if said.host != "" && said.host != o.asked && validHost(said.host) {
		o.Host, o.asked, o.moved = said.host, said.host, true
	}
	if validPrefix(said.prefix) {
		o.prefix, o.moved = said.prefix, true
	}
	return o
}

// Trusts tells whether an address is a proxy's that is believed.
func (c Config) Trusts(at netip.Addr) bool { return c.trusts(at.Unmap().WithZone("")) }

func (c Config) trusts(at netip.Addr) bool {
	for _, p := range c.Proxies {
		if p.Contains(at) {
			return true
		}
	}
	return false
}

// believes tells whether an address may say whom it asks for.
func (c Config) believes(at netip.Addr) bool { return at.IsLoopback() || c.trusts(at) }

// walk goes from the connection towards the client as long as it meets proxies that are believed, and returns the first address of
// somebody else with what the proxy next to him said. Where a proxy hides whom it asks for, it counts itself.
func (c Config) walk(at netip.Addr, h http.Header) (netip.Addr, hop) {
	var hops []hop
	if c.Header == Forwarded {
		list := h.Values("Forwarded")
		if len(list) == 0 {
			return at, hop{}
		}
		ok := false
		if hops, ok = parseForwarded(list); !ok {
			return at, hop{}
		}
	} else {
		for _, from := range listed(h.Values("X-Forwarded-For")) {
			hops = append(hops, hop{from: from})
		}
	}
	passed := 0
	for passed < len(hops) && c.believes(at) {
		next := nodeAddr(hops[len(hops)-1-passed].from).WithZone("")
		if !next.IsValid() {
			passed = max(passed, 1)
			break
		}
		at = next
		passed++
	}
	if c.Header == Forwarded {
		return at, hops[len(hops)-passed]
	}
	passed = max(passed, 1)
	return at, hop{proto: fromRight(h.Values("X-Forwarded-Proto"), passed), host: fromRight(h.Values("X-Forwarded-Host"), passed), prefix: fromRight(h.Values("X-Forwarded-Prefix"), passed)}
}

// fromRight is the n-th value of a list from its end, or its first one if it has fewer: proxies add theirs at the end, or replace all.
func fromRight(values []string, n int) string {
	list := listed(values)
	if len(list) == 0 {
		return ""
	}
	return list[max(0, len(list)-n)]
}

// peer is the address of HOST:PORT; the zero address if there is none, as with a Unix socket.
func peer(hostPort string) netip.Addr {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return at.Unmap().WithZone("")
}

// validHost tells whether a text is a host, perhaps with a port, and nothing else.
func validHost(text string) bool {
	u, err := url.Parse("http://" + text)
	return err == nil && u.Host == text && u.User == nil && u.Hostname() != "" && !strings.ContainsAny(text, `"'<>\^|`+"`{} ")
}

// validPrefix tells whether a text is the beginning of a path that can stand before the server's own.
func validPrefix(text string) bool {
	if len(text) < 2 || text[0] != '/' || strings.HasSuffix(text, "/") || strings.HasPrefix(text, "//") {
		return false
	}
	return !strings.ContainsFunc(text, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("/-._~%", c))
	})
}
