package limit

import (
	"net/http"
	"testing"
)

func TestClientOf(t *testing.T) {
	for _, c := range []struct {
		remote    string
		forwarded []string
		want      string
	}{
		{"203.0.113.7:4711", nil, "203.0.113.7"},
		{"203.0.113.7:4711", []string{"198.51.100.1"}, "203.0.113.7"}, // whoever is no proxy of ours can write what it likes
		{"127.0.0.1:4711", nil, "127.0.0.1"},
		{"127.0.0.1:4711", []string{"198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:4711", []string{"10.9.9.9, 198.51.100.1"}, "198.51.100.1"}, // the first was sent by the client
		{"127.0.0.1:4711", []string{"10.9.9.9", "198.51.100.1"}, "198.51.100.1"},
		{"127.0.0.1:4711", []string{"unknown"}, "127.0.0.1"},
		{"[::1]:4711", []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"},
		{"[2001:db8:1:2::9]:1", nil, "2001:db8:1:2::"},
		{"[::ffff:203.0.113.7]:1", nil, "203.0.113.7"},
		{"[fe80::1%eth0]:1", nil, "fe80::"},
		{"@", nil, "invalid IP"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		if got := ClientOf(r).String(); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}
