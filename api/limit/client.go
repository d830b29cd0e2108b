package limit

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ClientOf is the address that a request counts for. A proxy on this machine is believed about whom it asks for: the last address of
// X-Forwarded-For is the one that it saw itself. What others write there is not looked at.
func ClientOf(r *http.Request) netip.Addr {
	at := hostOf(r.RemoteAddr)
	if !at.IsLoopback() {
		return at
	}
	list := r.Header.Values("X-Forwarded-For")
	if len(list) == 0 {
		return at
	}
	last := list[len(list)-1]
	if forwarded, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
		return oneHost(forwarded)
	}
	return at
}

// hostOf is the address of HOST:PORT; the zero address if there is none, as with a Unix socket.
func hostOf(hostPort string) netip.Addr {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return oneHost(at)
}

// sitePrefix is how much of an IPv6 address tells sites apart: a site has all addresses below it (RFC 6177).
const sitePrefix = 64

// oneHost is the same for all addresses that one client has.
func oneHost(at netip.Addr) netip.Addr {
	at = at.Unmap().WithZone("")
	if at.Is4() || at.IsLoopback() {
		return at
	}
	site, err := at.Prefix(sitePrefix)
	if err != nil {
		return at
	}
	return site.Addr()
}
