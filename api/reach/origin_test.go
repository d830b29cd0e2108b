package reach

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func base(t testing.TB, text string) BaseURL {
	t.Helper()
	b, ok := ParseBaseURL(text)
	if !ok {
		t.Fatalf("%q is no base URL", text)
	}
	return b
}

func networks(texts ...string) (out []netip.Prefix) {
	for _, text := range texts {
		out = append(out, netip.MustParsePrefix(text))
	}
	return out
}

// asked is a request for an address, with headers in pairs.
func asked(remote string, headers ...string) *http.Request {
	r := httptest.NewRequest("GET", "http://inner:8080/api/coverage", nil)
	r.RemoteAddr = remote
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

func TestWhoAsks(t *testing.T) {
	behind := Config{Proxies: networks("10.0.0.0/8", "2001:db8::/32")}
	rfc := Config{Proxies: behind.Proxies, Header: Forwarded}
	for _, c := range []struct {
		config   Config
		r        *http.Request
		who, url string
	}{
		{Config{}, asked("203.0.113.7:4711"), "203.0.113.7", "http://inner:8080/x"},
		{Config{}, asked("203.0.113.7:4711", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil", "X-Forwarded-Prefix", "/evil", "Forwarded", "for=198.51.100.1;proto=https;host=evil"), "203.0.113.7", "http://inner:8080/x"},
		{Config{}, asked("127.0.0.1:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil", "X-Forwarded-Prefix", "/evil"), "198.51.100.1", "https://inner:8080/x"},
		{Config{}, asked("@"), "invalid IP", "http://inner:8080/x"},
		{behind, asked("203.0.113.7:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Host", "evil"), "203.0.113.7", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "https", "X-Forwarded-Host", "gis.cn", "X-Forwarded-Prefix", "/forest"), "198.51.100.1", "https://gis.cn/forest/x"},
		{behind, asked("[2001:db8::1]:1", "X-Forwarded-For", "198.51.100.1"), "198.51.100.1", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "6.6.6.6, 198.51.100.1, 10.2.2.2"), "198.51.100.1", "http://inner:8080/x"},                                                              // the first was sent by the client
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1, 10.2.2.2", "X-Forwarded-Proto", "https, http", "X-Forwarded-Host", "gis.cn, inner"), "198.51.100.1", "https://gis.cn/x"}, // what the outer one said
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "gopher, https", "X-Forwarded-Host", "evil, gis.cn"), "198.51.100.1", "https://gis.cn/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1, unknown"), "10.1.1.1", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "10.3.3.3, 10.2.2.2"), "10.3.3.3", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1:5555"), "198.51.100.1", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "X-Forwarded-Host", "a b", "X-Forwarded-Prefix", "//evil.example"), "10.1.1.1", "http://inner:8080/x"},
		{behind, asked("10.1.1.1:1", "Forwarded", "for=198.51.100.1;host=evil"), "10.1.1.1", "http://inner:8080/x"}, // written by the client, passed on
		{rfc, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Host", "evil", "X-Forwarded-Prefix", "/evil"), "10.1.1.1", "http://inner:8080/x"},
		{rfc, asked("10.1.1.1:1", "Forwarded", `for=6.6.6.6;host=evil, For="[2001:4f8::17]:4711";proto=https;host="gis.cn:8443";by=10.2.2.2, for=10.2.2.2;host=inner`), "2001:4f8::17", "https://gis.cn:8443/x"},
		{rfc, asked("10.1.1.1:1", "Forwarded", `for=_hidden;proto=https;host=gis.cn`), "10.1.1.1", "https://gis.cn/x"},
		{rfc, asked("10.1.1.1:1", "Forwarded", `for="6.6.6.6, for=198.51.100.1`), "10.1.1.1", "http://inner:8080/x"},
		{Config{BaseURL: base(t, "https://h.cn/forest/"), Proxies: behind.Proxies}, asked("10.1.1.1:1", "X-Forwarded-For", "198.51.100.1", "X-Forwarded-Proto", "http", "X-Forwarded-Host", "evil", "X-Forwarded-Prefix", "/evil"), "198.51.100.1", "https://h.cn/forest/x"},
	} {
		var who, url string
		var secure bool
		c.config.Find(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			who, url, secure = Client(r).String(), URL(r, "/x"), Secure(r)
		})).ServeHTTP(httptest.NewRecorder(), c.r)
		if who != c.who || url != c.url || secure != (url[:6] == "https:") {
			t.Errorf("%s %v: %s, %s, secure %v; want %s, %s", c.r.RemoteAddr, c.r.Header, who, url, secure, c.who, c.url)
		}
	}
	direct := asked("203.0.113.7:1")
	direct.TLS = &tls.ConnectionState{}
	if !Secure(direct) || URL(direct, "/") != "https://inner:8080/" {
		t.Error("a connection with TLS is not secure")
	}
}

// TestNobodyElseIsBelieved: whatever headers come from an address that is no proxy's are as none.
func TestNobodyElseIsBelieved(t *testing.T) {
	names := []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded", "X-Real-Ip", "X-Original-Host"}
	values := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"10.0.0.1", "127.0.0.1, 10.0.0.1", "https", "evil.example", "/evil", "for=10.0.0.1;host=evil;proto=https"}))
	rapid.Check(t, func(t *rapid.T) {
		c := Config{Proxies: networks("10.0.0.0/8"), Header: rapid.SampledFrom([]Header{XForwarded, Forwarded}).Draw(t, "family")}
		var pairs []string
		for range rapid.IntRange(0, 6).Draw(t, "headers") {
			pairs = append(pairs, rapid.SampledFrom(names).Draw(t, "name"), values.Draw(t, "value"))
		}
		from := rapid.SampledFrom([]string{"203.0.113.7:1", "[2001:db8::1]:1", "11.0.0.1:1", "@"}).Draw(t, "from")
		if forged, plain := c.origin(asked(from, pairs...)), c.origin(asked(from)); !reflect.DeepEqual(forged, plain) {
			t.Fatalf("%v: %+v, without %+v", pairs, forged, plain)
		}
	})
}

// TestForgedBeginningIsNotBelieved: what a client writes before what a proxy adds changes nothing.
func TestForgedBeginningIsNotBelieved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		forged := rapid.SliceOf(rapid.SampledFrom([]string{"10.0.0.9", "127.0.0.1", "6.6.6.6", "unknown", "", "[::1]", "nonsense"})).Draw(t, "forged")
		c := Config{Proxies: networks("10.0.0.0/8")}
		list := ""
		for _, f := range forged {
			list += f + ", "
		}
		if got := c.origin(asked("10.0.0.1:1", "X-Forwarded-For", list+"198.51.100.1")).Client.String(); got != "198.51.100.1" {
			t.Fatalf("%s: %s", list, got)
		}
	})
}

func FuzzForwarded(f *testing.F) {
	for _, s := range []string{`for=192.0.2.43, for="[2001:db8:cafe::17]"`, `for=192.0.2.60;proto=http;by=203.0.113.43`, `for="_gazonk"`, `For="[2001:db8:cafe::17]:4711"`, `for=a;for=b`, `for="a\"b"`, `,`, `for=`, `=x`, `for=1,`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hops, ok := parseForwarded([]string{text})
		if ok && len(hops) == 0 || !ok && hops != nil {
			t.Fatalf("%q: %v, %v", text, hops, ok)
		}
		if ok { // a proxy that adds its own is read on its own
			more, ok := parseForwarded([]string{text, "for=198.51.100.1;proto=https"})
			if !ok || len(more) != len(hops)+1 || more[len(hops)] != (hop{from: "198.51.100.1", proto: "https"}) {
				t.Fatalf("%q with one more: %v", text, more)
			}
		}
		c := Config{Proxies: networks("10.0.0.0/8"), Header: Forwarded}
		r := asked("10.0.0.1:1")
		r.Header["Forwarded"] = []string{text}
		if o := c.origin(r); !o.Client.IsValid() {
			t.Fatalf("%q: nobody asks", text)
		}
	})
}

func TestParseForwarded(t *testing.T) {
	for text, want := range map[string][]hop{
		`for="_gazonk"`:                                        {{from: "_gazonk"}},
		`For="[2001:db8:cafe::17]:4711"`:                       {{from: "[2001:db8:cafe::17]:4711"}},
		`for=192.0.2.60;proto=http;by=203.0.113.43`:            {{from: "192.0.2.60", proto: "http"}},
		`for=192.0.2.43, for=198.51.100.17`:                    {{from: "192.0.2.43"}, {from: "198.51.100.17"}},
		`for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown`: {{from: "192.0.2.43"}, {from: "[2001:db8:cafe::17]"}, {from: "unknown"}},
		`for="a\"b;c,d" ; HOST="x:1"`:                          {{from: `a"b;c,d`, host: "x:1"}},
		"":                                                     nil,
		"for":                                                  nil,
		"for=a b":                                              nil,
		"for=a;for=b":                                          nil,
		`for="a`:                                               nil,
		"for=a,,for=b":                                         nil,
		"for=[::1]":                                            nil, // brackets need quotes
	} {
		got, ok := parseForwarded([]string{text})
		if ok != (want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v", text, got, ok)
		}
	}
}
