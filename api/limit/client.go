package limit

import (
	"net"
	"net/http"
	"net/netip"

	"github.com/qingshan-gis/qingshan/api/access"
	"github.com/qingshan-gis/qingshan/api/reach"
)

// Client is whom a request counts for: the user or token that asks, so that an office behind one address is many, or else the address.
type Client struct {
	kind access.Kind
	id   string
	at   netip.Addr
}

// At is the client that nobody knows more of than its address.
func At(at netip.Addr) Client { return Client{at: at} }

// Asking is whom a request counts for.
func Asking(r *http.Request) Client {
	switch p := access.Asking(r.Context()); p.Kind {
	case access.User, access.Token:
		return Client{kind: p.Kind, id: p.ID}
	}
	return At(ClientOf(r))
}

// here tells whether it is known as nothing but this machine.
func (c Client) here() bool { return c.id == "" && c.at.IsLoopback() }

// ClientOf is the address that a request counts for, the same for all that a site has.
func ClientOf(r *http.Request) netip.Addr { return oneHost(reach.Client(r)) }

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
