package api

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestForgedHostReachesNoSharedCache: a document that a shared cache may keep is the same whatever Host the request names, as given,
// with a port, forwarded or in absolute form; where the server's address is configured, every document has that one.
func TestForgedHostReachesNoSharedCache(t *testing.T) {
	dir, _ := fixtureStore(t)
	for _, base := range []string{"", "https://forest.example.cn/gis/"} {
		s := New(Config{Store: dir, BaseURL: base})
		if err := s.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		id := string(s.holder.Now().Manifest.ID)
		for _, path := range []string{"/tiles/zones.json", "/tiles/zones,gaps.json?fields=area_m2", "/tiles/zones/CGCS2000Quad.json", "/tileMatrixSets", "/tileMatrixSets/CGCS2000Quad", "/api/snapshot", "/rasters"} {
			for _, named := range []bool{false, true} {
				if named {
					path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "snapshot=" + id
				}
				if named && strings.HasPrefix(path, "/tileMatrixSets") {
					continue
				}
				for _, forge := range []func(h *hosted){
					func(h *hosted) { h.host = "evil.example" }, func(h *hosted) { h.host = "evil.example:81" }, func(h *hosted) { h.forwarded = "evil.example" },
					func(h *hosted) { h.absolute = "http://evil.example" },
				} {
					h := hosted{}
					forge(&h)
					forged, plain := h.ask(s, path), (&hosted{}).ask(s, path)
					if forged.Code != 200 {
						t.Fatalf("%s: %d %s", path, forged.Code, forged.Body)
					}
					shared := strings.Contains(forged.Header().Get("Cache-Control"), "public")
					if shared && (forged.Body.String() != plain.Body.String() || strings.Contains(forged.Body.String(), "evil")) {
						t.Errorf("%s, kept %q: the answer hangs on Host: %.300s", path, forged.Header().Get("Cache-Control"), forged.Body)
					}
					if named && !strings.Contains(forged.Header().Get("Cache-Control"), "public, max-age=31536000, immutable") {
						t.Errorf("%s: Cache-Control %q", path, forged.Header().Get("Cache-Control"))
					}
					if base != "" && strings.Contains(forged.Body.String(), "evil") {
						t.Errorf("%s: not the configured address: %.300s", path, forged.Body)
					}
				}
			}
		}
		want := map[string]string{"": `"/tiles/zones/{z}/{x}/{y}.mvt?snapshot=`, "https://forest.example.cn/gis/": `"https://forest.example.cn/gis/tiles/zones/{z}/{x}/{y}.mvt?snapshot=`}[base]
		if w := (&hosted{}).ask(s, "/tiles/zones.json?snapshot="+id); !strings.Contains(w.Body.String(), want) {
			t.Errorf("base %q: %s", base, w.Body)
		}
	}
}

// hosted is a request with what clients may say about where they think the server is.
type hosted struct{ host, forwarded, absolute string }

func (h *hosted) ask(s *Server, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", h.absolute+path, nil)
	if h.host != "" {
		r.Host = h.host
	}
	if h.forwarded != "" {
		r.Header.Set("X-Forwarded-Host", h.forwarded)
		r.Header.Set("Forwarded", "host="+h.forwarded)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestBaseURLs(t *testing.T) {
	for text, want := range map[string]bool{"https://a.cn": true, "http://10.0.0.1:8080/": true, "https://a.cn/gis": true, "a.cn": false, "//a.cn": false, "ftp://a.cn": false,
		"https://": false, "https://a.cn?x=1": false, "https://u:p@a.cn": false, "https://a.cn/#x": false, "javascript:alert(1)": false} {
		if IsBaseURL(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
