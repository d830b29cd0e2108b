package security

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/idna"

	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/api/reach"
)

// HostNames are the names by which requests may ask for a server. A page on the web can have its own name resolved to this machine and
// then read what the server answers to a browser here (DNS rebinding); such a request names the page's host, which is none of them.
// Addresses of any kind are let through, since nobody can have an address resolved to another. Safe for concurrent use.
type HostNames struct {
	names  map[string]bool // nil lets every host through
	log    *slog.Logger
	denied prometheus.Counter

	mu   sync.Mutex
	told map[string]bool // refused hosts that the log names
}

// localhost is this machine's own name for itself, which browsers never ask DNS for (RFC 6761, 6.3).
const localhost = "localhost"

// NewHostNames makes the hosts of a server that is known by names and at a base URL; without names every host is known.
func NewHostNames(names []string, baseURL string, log *slog.Logger, denied prometheus.Counter) *HostNames {
	h := &HostNames{log: log, denied: denied, told: map[string]bool{}}
	if len(names) == 0 {
		return h
	}
	h.names = map[string]bool{localhost: true}
	for _, name := range names {
		h.names[canonicalHost(name)] = true
	}
	if u, err := url.Parse(baseURL); err == nil {
		h.names[canonicalHost(u.Host)] = true
	}
	delete(h.names, "") // of an address such as :8080
	return h
}

// canonicalHost is a host as it is compared: without port and final dot, in lower case, names in other scripts as DNS has them.
func canonicalHost(host string) string {
	if name, port, err := net.SplitHostPort(host); err == nil && strings.Trim(port, "0123456789") == "" {
		host = name
	}
	host = strings.TrimSuffix(strings.Trim(host, "[]"), ".")
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return strings.ToLower(host)
}

// ErrHostName means that a text is no name of a host.
var ErrHostName = errors.New("write the name that clients ask for, as in gis.example.cn, without scheme and path")

// CheckHostName refuses what cannot be the name or address of a host, perhaps with a port, with [ErrHostName].
func CheckHostName(text string) error {
	name := canonicalHost(text)
	if _, err := netip.ParseAddr(name); err == nil {
		return nil
	}
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		return ErrHostName
	}
	return nil
}

func (h *HostNames) known(host string) bool {
	host = canonicalHost(host)
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return h.names == nil || h.names[host]
}

// Only answers requests for a known host, and refuses all others but those for the open path, which tells nothing.
func (h *HostNames) Only(open string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.Host
		if forwarded := reach.Of(r).Host; forwarded != "" && h.known(asked) { // a trusted proxy's word is held against the same list
			asked = forwarded
		}
		if r.URL.Path == open || h.known(asked) {
			next.ServeHTTP(w, r)
			return
		}
		h.denied.Inc()
		h.tell(asked)
		problem.Write(w, http.StatusMisdirectedRequest, "this server is not known as "+shortened(asked)+
			"; ask for it by its address, or start it with --allow-host NAME or --base-url URL")
	})
}

// MaxTold bounds how many refused hosts the log names, longestHost how much it repeats of one: a name has at most 253 characters
// (RFC 1035, 2.3.4).
const (
	MaxTold     = 32
	longestHost = 253
)

// tell logs a refused host the first time.
func (h *HostNames) tell(host string) {
	host = shortened(host)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.told[host] || len(h.told) == MaxTold {
		return
	}
	h.told[host] = true
	h.log.Warn("requests for a host that this server is not known as are refused; if it is yours, start with --allow-host NAME", "host", host)
	if len(h.told) == MaxTold {
		h.log.Warn("more hosts that are refused are not logged", "told", MaxTold)
	}
}

func shortened(host string) string {
	if len(host) > longestHost {
		return strings.ToValidUTF8(host[:longestHost], "") + "…"
	}
	return host
}
