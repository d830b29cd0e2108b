package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
)

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
