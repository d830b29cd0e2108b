package reach

import (
	"net/netip"
	"strings"
)

// hop is what one proxy says of the request that came to it. What it does not say is "".
type hop struct{ from, proto, host, prefix string }

// Header is the family of headers that the proxies in front of a server write. Only one is read: the other one is passed on by a
// proxy that does not know it, as whoever asks wrote it.
type Header string

// The families.
const (
	XForwarded Header = "x-forwarded" // X-Forwarded-For, -Proto, -Host, -Prefix
	Forwarded  Header = "forwarded"   // RFC 7239
)

// maxForwarded bounds what is taken apart of one header, in bytes.
const maxForwarded = 4 << 10

// listed are the values of a header of a comma-separated list, in order; none where it is too long.
func listed(values []string) []string {
	all := strings.Join(values, ",")
	if len(values) == 0 || len(all) > maxForwarded {
		return nil
	}
	out := strings.Split(all, ",")
	for i, v := range out {
		out[i] = strings.TrimSpace(v)
	}
	return out
}

// parseForwarded reads the elements of Forwarded headers (RFC 7239, section 4) in order. One that is not well formed makes all of
// them worthless: nobody knows where a forged part ends.
func parseForwarded(values []string) ([]hop, bool) {
	text := strings.Join(values, ",")
	if len(text) > maxForwarded {
		return nil, false
	}
	hops := []hop{{}}
	for {
		name, value, rest, ok := pair(text)
		if !ok {
			return nil, false
		}
		if !hops[len(hops)-1].set(name, value) {
			return nil, false
		}
		rest = strings.TrimLeft(rest, " \t")
		if rest == "" {
			return hops, true
		}
		switch rest[0] {
		case ',':
			hops = append(hops, hop{})
		case ';':
		default:
			return nil, false
		}
		text = rest[1:]
	}
}

// set notes a parameter; false where the element has it already.
func (h *hop) set(name, value string) bool {
	var to *string
	switch strings.ToLower(name) {
	case "for":
		to = &h.from
	case "proto":
		to = &h.proto
	case "host":
		to = &h.host
	default: // by, extensions
		return true
	}
	if *to != "" {
		return false
	}
	*to = value
	return true
}

// pair reads name=value, the value a token or a quoted string, from the beginning of a text.
func pair(text string) (name, value, rest string, ok bool) {
	name, rest, ok = strings.Cut(strings.TrimLeft(text, " \t"), "=")
	if !ok || name == "" || strings.ContainsFunc(name, func(c rune) bool { return !tokenRune(c) }) {
		return "", "", "", false
	}
	if !strings.HasPrefix(rest, `"`) {
		end := strings.IndexFunc(rest, func(c rune) bool { return !tokenRune(c) })
		if end < 0 {
			end = len(rest)
		}
		return name, rest[:end], rest[end:], end > 0
	}
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; c {
		case '"':
			return name, b.String(), rest[i+1:], true
		case '\\':
			if i++; i == len(rest) {
				return "", "", "", false
			}
			b.WriteByte(rest[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", "", "", false
}

// tokenRune tells whether a character may stand in a token (RFC 9110, 5.6.2).
func tokenRune(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

// nodeAddr reads whom a proxy was asked by: an address, perhaps with a port, IPv6 in brackets or not; the zero address for a name that
// hides it.
func nodeAddr(text string) netip.Addr {
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().Unmap()
	}
	inner, bracketed := strings.CutPrefix(text, "[")
	if bracketed {
		inner, bracketed = strings.CutSuffix(inner, "]")
		if !bracketed {
			return netip.Addr{}
		}
	}
	at, err := netip.ParseAddr(inner)
	if err != nil {
		return netip.Addr{}
	}
	return at.Unmap()
}
