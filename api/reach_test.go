package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/reach"
)

// configured is a server of the fixture.
func configured(t testing.TB, c Config) *Server {
	t.Helper()
	c.Store, _ = fixtureStore(t)
	s := New(c)
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

// varies tells whether an answer says, on its one line, that it hangs on a header.
func varies(h http.Header, name string) bool {
	return slices.Contains(strings.Split(h.Get("Vary"), ", "), name)
}

// TestOtherSitesReadData: pages of a listed site read data, whatever the answer is, those of others nothing, and nobody's read what is
// about the server; caches are told that answers hang on the page.
func TestOtherSitesReadData(t *testing.T) {
	const listed, other = "https://map.example.cn", "https://evil.example"
	sites, err := reach.NewSites(listed)
	if err != nil {
		t.Fatal(err)
	}
	s := configured(t, Config{Sites: sites, Token: rightToken})
	for pattern, path := range addresses(t, s) {
		shared := !slices.Contains([]string{healthPath, "/readyz", "/metrics", "/*", "/api/page", "/api/audit"}, pattern) && !strings.HasPrefix(pattern, "/api/session") && !strings.HasPrefix(pattern, "/api/accounts")
		for _, token := range []string{rightToken, wrongToken} {
			for _, origin := range []string{listed, other, ""} {
				headers := []string{"Authorization", "Bearer " + token, "Accept-Encoding", "gzip"}
				if origin != "" {
					headers = append(headers, "Origin", origin)
				}
				h := asks(s, "GET", path, headers...).Header()
				want := ""
				if shared && origin == listed {
					want = listed
				}
				if h.Get("Access-Control-Allow-Origin") != want || varies(h, "Origin") != shared {
					t.Errorf("%s for %q: %q, Vary %q", path, origin, h.Get("Access-Control-Allow-Origin"), h.Values("Vary"))
				}
				if shared && len(h.Values("Vary")) > 1 {
					t.Errorf("%s: nginx looks at one line of %q", path, h.Values("Vary"))
				}
				if exposes := h.Get("Access-Control-Expose-Headers"); (exposes != "") != (want != "") {
					t.Errorf("%s for %q exposes %q", path, origin, exposes)
				}
			}
		}
		w := asks(s, "OPTIONS", path, "Origin", listed, "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "authorization")
		if may := w.Header().Get("Access-Control-Allow-Methods") != ""; w.Code != http.StatusNoContent || may != shared {
			t.Errorf("%s: a browser that asks first is told %d %v", path, w.Code, w.Header())
		}
	}
}

// TestNoSiteUnlessConfigured: without the option no answer says anything of other sites.
func TestNoSiteUnlessConfigured(t *testing.T) {
	s := pageServer(t)
	for _, path := range addresses(t, s) {
		h := asks(s, "GET", path, "Origin", "https://map.example.cn").Header()
		for name := range h {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: %s", path, name)
			}
		}
		if varies(h, "Origin") {
			t.Errorf("%s: Vary %q", path, h.Values("Vary"))
		}
	}
}

// TestBelowAPrefix: with a base URL that has a path, addresses with and without it are the same, those in documents have it, and what is
// escaped stays so.
func TestBelowAPrefix(t *testing.T) {
	s := configured(t, Config{BaseURL: "https://h.cn/forest"})
	for _, path := range addresses(t, s) {
		if strings.HasPrefix(path, "/metrics") {
			continue
		}
		plain, below := asks(s, "GET", path), asks(s, "GET", "/forest"+path)
		if plain.Code != below.Code || said(plain) != said(below) {
			t.Errorf("%s: %d, below the prefix %d: %.200s", path, plain.Code, below.Code, below.Body)
		}
	}
	for _, path := range []string{"/api/zones/a%2Fb", "/forest/api/zones/a%2Fb"} {
		if w := asks(s, "GET", path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `a/b`) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/tiles/zones.json", "/forest/tileMatrixSets"} {
		if w := asks(s, "GET", path); !strings.Contains(w.Body.String(), `"https://h.cn/forest/tile`) {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
}

// said is what an answer says, but for the request's own number.
func said(w *httptest.ResponseRecorder) string {
	return strings.ReplaceAll(w.Body.String(), w.Header().Get("X-Request-Id"), "")
}

// TestForgedHeadersChangeNothing: what a request says of the server and of who asks changes no byte of an answer, neither where nobody
// is believed nor, with a base URL, where a trusted proxy passes it on.
func TestForgedHeadersChangeNothing(t *testing.T) {
	forged := []string{"X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher", "X-Forwarded-Prefix", "/evil", "Forwarded", "for=6.6.6.6;host=evil.example;proto=https", "X-Original-Url", "/evil", "X-Rewrite-Url", "/evil", "X-Forwarded-For", "6.6.6.6"}
	trusted := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} // of httptest
	for what, s := range map[string]*Server{
		"nobody is believed": configured(t, Config{}), "a base URL": configured(t, Config{BaseURL: "https://h.cn/forest"}),
		"a base URL behind a proxy": configured(t, Config{BaseURL: "https://h.cn/forest", Proxies: trusted}), "the other family": configured(t, Config{BaseURL: "https://h.cn", Proxies: trusted, Forwarded: reach.Forwarded}),
	} {
		for pattern, path := range addresses(t, s) {
			if pattern == "/metrics" {
				continue
			}
			plain, with := asks(s, "GET", path), asks(s, "GET", path, forged...)
			if plain.Code != with.Code || said(plain) != said(with) || plain.Header().Get("Cache-Control") != with.Header().Get("Cache-Control") {
				t.Errorf("%s, %s: %d %.200s; forged: %d %.200s", what, path, plain.Code, plain.Body, with.Code, with.Body)
			}
		}
	}
}

// TestProxyWithoutBaseURL: a trusted proxy's word makes addresses, in documents that nobody else is handed, and only under names that
// the server is known by.
func TestProxyWithoutBaseURL(t *testing.T) {
	s := configured(t, Config{Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}, Hosts: []string{"gis.cn", "example.com"}})
	id := string(s.holder.Now().Manifest.ID)
	for _, path := range []string{"/tiles/zones.json", "/tiles/zones.json?snapshot=" + id, "/tileMatrixSets"} {
		w := asks(s, "GET", path, "X-Forwarded-Host", "gis.cn", "X-Forwarded-Proto", "https", "X-Forwarded-Prefix", "/forest")
		if !strings.Contains(w.Body.String(), `"https://gis.cn/forest/tile`) || !strings.HasPrefix(w.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s: %q %s", path, w.Header().Get("Cache-Control"), w.Body)
		}
		if w := asks(s, "GET", path, "X-Forwarded-Host", "evil.example"); w.Code != http.StatusMisdirectedRequest {
			t.Errorf("%s for a host that is not known: %d", path, w.Code)
		}
	}
	if w := asks(s, "GET", "/healthz", "X-Forwarded-Host", "evil.example"); w.Code != 200 {
		t.Errorf("health: %d", w.Code)
	}
}

// TestRatesByKind: tiles, questions and what takes long are counted each for themselves, and what is too much is 429 with Retry-After.
func TestRatesByKind(t *testing.T) {
	s := configured(t, Config{Limits: limit.Limits{TileRate: 0.3, QuestionRate: 0.4, CostlyRate: 0.2}})
	count := func(path string) (passed int, last *httptest.ResponseRecorder) {
		for range 6 {
			last = asks(s, "GET", path)
			if last.Code == http.StatusTooManyRequests {
				break
			}
			passed++
		}
		return passed, last
	}
	for _, c := range []struct {
		path   string
		passes int
		policy string
	}{
		{"/healthz", 6, ""}, {"/tiles/zones/0/0/0.mvt", 3, `"tiles";q=3;w=10`}, {"/tiles/zones.json", 0, `"tiles";q=3;w=10`},
		{"/api/gaps", 2, `"questions";q=4;w=10`}, // two that take long, the third is counted as a question only
		{"/api/snapshot", 1, `"questions";q=4;w=10`}, {"/readyz", 6, ""},
	} {
		passed, last := count(c.path)
		if passed != c.passes || last.Header().Get("RateLimit-Policy") != c.policy || passed < 6 && last.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d passed, want %d; %d %v", c.path, passed, c.passes, last.Code, last.Header())
		}
	}
}

// BenchmarkReadyTile is what a ready tile costs, without and with what says from where requests come and how many there are.
func BenchmarkReadyTile(b *testing.B) {
	sites, err := reach.NewSites("https://map.example.cn")
	if err != nil {
		b.Fatal(err)
	}
	for name, c := range map[string]Config{"plain": {}, "rates": {Limits: limit.Limits{TileRate: 1e9}}, "rates, sites, proxies": {Limits: limit.Limits{TileRate: 1e9}, Sites: sites, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}} {
		b.Run(name, func(b *testing.B) {
			s := configured(b, c)
			r := httptest.NewRequest("GET", "/tiles/zones/8/213/105.mvt", nil)
			r.Header.Set("Accept-Encoding", "gzip")
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); w.Code != http.StatusOK && w.Code != http.StatusNoContent {
				b.Fatal(w.Code)
			}
			for b.Loop() {
				w := httptest.NewRecorder()
				w.Body = nil
				s.ServeHTTP(w, r)
			}
		})
	}
}
