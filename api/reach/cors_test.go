package reach

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func sites(t testing.TB, origins ...string) Sites {
	t.Helper()
	s, err := NewSites(origins...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOrigins(t *testing.T) {
	for text, want := range map[string]string{"https://Map.Example.cn": "https://map.example.cn", "http://10.0.0.1:8080": "http://10.0.0.1:8080", "https://a.cn:443/": "https://a.cn", "http://[::1]:80": "http://[::1]",
		"a.cn": "", "https://a.cn/map": "", "null": "", "https://*.a.cn": "", "ftp://a.cn": "", "https://": "", "https://u@a.cn": "", "https://a.cn?x": "", "": ""} {
		s, err := NewSites(text)
		if want == "" {
			if !errors.Is(err, ErrOrigin) {
				t.Errorf("%q is taken: %v", text, s)
			}
		} else if err != nil || !s.listed[want] {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

// shared asks for an answer that sites share, from a page of an origin.
func shared(s Sites, origin string) http.Header {
	r := httptest.NewRequest("GET", "/tiles/zones.json", nil)
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	w := httptest.NewRecorder()
	s.Share(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })).ServeHTTP(w, r)
	return w.Header()
}

func TestShare(t *testing.T) {
	const listed, other = "https://map.cn", "https://evil.example"
	for _, c := range []struct {
		sites               Sites
		origin              string
		allows, credentials string
		vary                bool
	}{
		{Sites{}, listed, "", "", false},
		{sites(t, listed), listed, listed, "true", true},
		{sites(t, listed), "", "", "", true},
		{sites(t, listed), other, "", "", true},
		{sites(t, listed), "null", "", "", true},
		{sites(t, listed), listed + ".evil.example", "", "", true},
		{sites(t, listed), "http://map.cn", "", "", true},
		{sites(t, listed), "https://map.cn:8443", "", "", true},
		{sites(t, AnySite), other, "*", "", false},
		{sites(t, AnySite), "", "*", "", false},
		{sites(t, AnySite, listed), other, "*", "", true},
		{sites(t, AnySite, listed), listed, listed, "true", true},
	} {
		h := shared(c.sites, c.origin)
		if h.Get("Access-Control-Allow-Origin") != c.allows || h.Get("Access-Control-Allow-Credentials") != c.credentials || (h.Get("Vary") == "Origin") != c.vary {
			t.Errorf("%v for %q: %v", c.sites, c.origin, h)
		}
		if exposes := strings.Contains(h.Get("Access-Control-Expose-Headers"), "ETag"); exposes != (c.allows != "") {
			t.Errorf("%v for %q exposes %v", c.sites, c.origin, exposes)
		}
	}
}

// TestOnlyListedSitesRead: for any origin, answers name it if and only if it is listed, and hang on nothing that Vary does not name.
func TestOnlyListedSitesRead(t *testing.T) {
	all := []string{"https://a.cn", "http://a.cn", "https://a.cn:8443", "https://b.cn", "null", "", "https://a.cn.evil.example", "https://A.cn"}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfDistinct(rapid.SampledFrom(all[:4]), rapid.ID).Draw(t, "listed")
		s, err := NewSites(chosen...)
		if err != nil {
			t.Fatal(err)
		}
		origin := rapid.SampledFrom(all).Draw(t, "origin")
		h := shared(s, origin)
		if named := h.Get("Access-Control-Allow-Origin"); (named != "") != slices.Contains(chosen, origin) || named != "" && named != origin {
			t.Fatalf("%v: %q for %q", chosen, named, origin)
		}
		if len(chosen) > 0 != slices.Contains(h.Values("Vary"), "Origin") {
			t.Fatalf("%v: Vary %v", chosen, h.Values("Vary"))
		}
	})
}

func TestPreflight(t *testing.T) {
	s := sites(t, "https://map.cn")
	ask := func(shared bool, origin, method string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("OPTIONS", "/api/coverage", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", method)
		r.Header.Set("Access-Control-Request-Headers", "authorization")
		w := httptest.NewRecorder()
		s.Options([]string{"GET", "HEAD", "OPTIONS"}, shared)(w, r)
		return w
	}
	if w := ask(true, "https://map.cn", "GET"); w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "https://map.cn" || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" ||
		!strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), "Authorization") || w.Header().Get("Allow") != "GET, HEAD, OPTIONS" || w.Header().Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("a listed site: %d %v", w.Code, w.Header())
	}
	for what, w := range map[string]*httptest.ResponseRecorder{"another site": ask(true, "https://evil.example", "GET"), "another method": ask(true, "https://map.cn", "DELETE"), "an address that is not shared": ask(false, "https://map.cn", "GET")} {
		if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Methods") != "" || w.Header().Get("Access-Control-Allow-Headers") != "" {
			t.Errorf("%s: %d %v", what, w.Code, w.Header())
		}
	}
}
