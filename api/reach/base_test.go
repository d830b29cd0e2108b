package reach

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBaseURLs(t *testing.T) {
	for text, want := range map[string]bool{"": true, "https://a.cn": true, "http://10.0.0.1:8080/": true, "https://a.cn/gis": true, "https://a.cn/gis/forest/": true, "https://a.cn/%E9%9D%92%E5%B1%B1": true, "a.cn": false, "//a.cn": false,
		"ftp://a.cn": false, "https://": false, "https://a.cn?x=1": false, "https://u:p@a.cn": false, "https://a.cn/#x": false, "javascript:alert(1)": false, "https://a.cn/tiles": false, "https://a.cn/api/v1": false,
		"https://a.cn/a//b": false, "https://a.cn/../b": false} {
		if _, ok := ParseBaseURL(text); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
}

// TestPrefix: an address below the base URL's path means the same as without it, however its parts are escaped.
func TestPrefix(t *testing.T) {
	c := Config{BaseURL: base(t, "https://h.cn/gis/青山")}
	for asked, want := range map[string]string{
		"/gis/%E9%9D%92%E5%B1%B1/api/coverage?x=1": "/api/coverage?x=1", "/g%69s/%E9%9D%92%E5%B1%B1/": "/", "/gis/%E9%9D%92%E5%B1%B1/api/zones/a%2Fb%25": "/api/zones/a%2Fb%25",
		"/api/zones/a%2Fb": "/api/zones/a%2Fb", "/": "/", "/gis/api/coverage": "/gis/api/coverage", "/gis%2F%E9%9D%92%E5%B1%B1/api": "/gis%2F%E9%9D%92%E5%B1%B1/api",
		"/gis/%E9%9D%92%E5%B1%B1x/api": "/gis/%E9%9D%92%E5%B1%B1x/api", "/gis/%E9%9D%92%E5%B1%B1//evil.example/": "//evil.example/", "/gis/%E9%9D%92%E5%B1%B1/a%2fb": "/a%2fb",
	} {
		got := ""
		w := httptest.NewRecorder()
		c.Find(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = r.URL.EscapedPath() + strings.TrimSuffix("?"+r.URL.RawQuery, "?")
		})).ServeHTTP(w, httptest.NewRequest("GET", asked, nil))
		if got != want {
			t.Errorf("%s: %q, want %q", asked, got, want)
		}
	}
	w := httptest.NewRecorder()
	c.Find(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/gis/%E9%9D%92%E5%B1%B1", nil))
	if w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "https://h.cn/gis/%E9%9D%92%E5%B1%B1/" {
		t.Errorf("without its slash: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

// TestPrefixLeavesTheRest: what is behind the prefix is what it is without it, for any path.
func TestPrefixLeavesTheRest(t *testing.T) {
	b := base(t, "https://h.cn/gis")
	rapid.Check(t, func(t *rapid.T) {
		path := ""
		for _, part := range rapid.SliceOfN(rapid.String(), 1, 4).Draw(t, "parts") {
			path += "/" + url.PathEscape(part)
		}
		plain, err := url.ParseRequestURI(path)
		if err != nil {
			t.Skip("no address")
		}
		long, err := url.ParseRequestURI("/gis" + path)
		if err != nil {
			t.Fatal(err)
		}
		rest, ok := b.below(long)
		if !ok || rest.Path != plain.Path || rest.EscapedPath() != plain.EscapedPath() {
			t.Fatalf("%q: %v", path, rest)
		}
	})
}
