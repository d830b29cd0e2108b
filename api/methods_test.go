package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// over asks a server over a connection, since net/http treats HEAD there.
func over(t *testing.T, base, method, path string) (*http.Response, int) {
	t.Helper()
	r, err := http.NewRequest(method, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip") // else the transport asks for it with GET alone
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	n, _ := a.Body.Read(make([]byte, 64))
	return a, n
}

// TestHeadEverywhere: whatever answers GET answers HEAD alike, without a body: monitors ask so.
func TestHeadEverywhere(t *testing.T) {
	srv := httptest.NewServer(pageServer(t))
	defer srv.Close()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/", "/assets/a-1.js", "/nothing.html", "/api/snapshot", "/api/coverage", "/api/coverage?format=csv", "/api/coverage?lvl=1",
		"/api/zones/nowhere", "/api/page", "/rasters", "/rasters/", "/rasters/none/tile.json", "/tileMatrixSets", "/tileMatrixSets/CGCS2000Quad", "/tiles/zones.json", "/tiles/zones/0/0/0.mvt", "/api/nothing"} {
		get, _ := over(t, srv.URL, http.MethodGet, path)
		head, n := over(t, srv.URL, http.MethodHead, path)
		if get.StatusCode != head.StatusCode || n != 0 {
			t.Errorf("%s: GET %d, HEAD %d with a body of %d bytes", path, get.StatusCode, head.StatusCode, n)
		}
		for _, name := range []string{"ETag", "Cache-Control", "Content-Type", "Content-Encoding", "Vary", "X-Qingshan-Snapshot"} {
			if get.Header.Get(name) != head.Header.Get(name) {
				t.Errorf("%s: %s is %q for GET, %q for HEAD", path, name, get.Header.Get(name), head.Header.Get(name))
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/", "/rasters", "/api/snapshot"} {
		if head, _ := over(t, srv.URL, http.MethodHead, path); head.StatusCode != http.StatusOK {
			t.Errorf("HEAD %s: %d", path, head.StatusCode)
		}
	}
}

// TestOtherMethodsAreNamed: 405 names the methods that are served (RFC 9110, 15.5.6), and what is nowhere is 404 by any method.
func TestOtherMethodsAreNamed(t *testing.T) {
	srv := httptest.NewServer(pageServer(t))
	defer srv.Close()
	for _, c := range []struct{ method, path, allow string }{
		{"POST", "/", "GET, HEAD, OPTIONS"}, {"DELETE", "/", "GET, HEAD, OPTIONS"}, {"BREW", "/", "GET, HEAD, OPTIONS"}, {"PUT", "/assets/a-1.js", "GET, HEAD, OPTIONS"},
		{"POST", "/healthz", "GET, HEAD, OPTIONS"}, {"DELETE", "/metrics", "GET, HEAD, OPTIONS"}, {"PROPFIND", "/metrics", "GET, HEAD, OPTIONS"},
		{"POST", "/api/coverage", "GET, HEAD, OPTIONS"}, {"PATCH", "/rasters", "GET, HEAD, OPTIONS"}, {"POST", "/tiles/zones/0/0/0.mvt", "GET, HEAD, OPTIONS"}, {"POST", "/tileMatrixSets", "GET, HEAD, OPTIONS"},
		{"GET", "/api/whatif", "POST, OPTIONS"}, {"HEAD", "/api/whatif", "POST, OPTIONS"}, {"PUT", "/api/whatif", "POST, OPTIONS"},
		{"POST", "/api/nothing", ""}, {"BREW", "/api/nothing", ""},
	} {
		want := http.StatusMethodNotAllowed
		if c.allow == "" {
			want = http.StatusNotFound
		}
		a, _ := over(t, srv.URL, c.method, c.path)
		if a.StatusCode != want || a.Header.Get("Allow") != c.allow || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s %s: %d, Allow %q, %s; want %d, Allow %q", c.method, c.path, a.StatusCode, a.Header.Get("Allow"), a.Header.Get("Content-Type"), want, c.allow)
		}
	}
}

// TestHeadIsGetWithoutBody: status and headers of tiles and TileJSON are those of GET.
func TestHeadIsGetWithoutBody(t *testing.T) {
	dir, _ := fixtureStore(t)
	s := New(Config{Store: dir})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	for _, path := range []string{"/tiles/zones.json", "/tiles/zones/0/0/0.mvt", "/tiles/zones/WorldCRS84Quad.json", "/tiles/zones/CGCS2000Quad/1/1/0.mvt", "/tiles/zones/31/0/0.mvt", "/tiles/zones/8/0/0.mvt"} {
		ask := func(method string) *http.Response {
			r, _ := http.NewRequest(method, srv.URL+path, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			a, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			a.Body.Close()
			return a
		}
		get, head := ask(http.MethodGet), ask(http.MethodHead)
		if get.StatusCode != head.StatusCode {
			t.Errorf("%s: GET %d, HEAD %d", path, get.StatusCode, head.StatusCode)
		}
		for _, name := range []string{"ETag", "Cache-Control", "Vary", "X-Qingshan-Snapshot", "Content-Type"} {
			if get.Header.Get(name) != head.Header.Get(name) {
				t.Errorf("%s: %s is %q for GET, %q for HEAD", path, name, get.Header.Get(name), head.Header.Get(name))
			}
		}
	}
}
