package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// examples are addresses of patterns, where one with a 1 for each parameter would not do.
func examples() map[string]string {
	return map[string]string{
		healthPath: healthPath, "/readyz": "/readyz", "/metrics": "/metrics", "/*": "/assets/a-1.js", "/api/page": "/api/page",
		"/tiles/{layers}.json": "/tiles/zones.json", "/tiles/{layers}/{z}/{x}/{y}.mvt": "/tiles/zones/0/0/0.mvt",
		"/tiles/{layers}/{matrix}.json": "/tiles/zones/WorldCRS84Quad.json", "/tiles/{layers}/{matrix}/{z}/{x}/{y}.mvt": "/tiles/zones/WorldCRS84Quad/0/1/0.mvt",
		"/tileMatrixSets": "/tileMatrixSets", "/tileMatrixSets/{matrix}": "/tileMatrixSets/CGCS2000Quad", "/rasters": "/rasters", "/rasters/": "/rasters/",
		"/api/snapshot": "/api/snapshot", "/api/coverage": "/api/coverage", "/api/gaps": "/api/gaps", "/api/changes": "/api/changes", "/api/stats": "/api/stats", "/api/zones/{code}": "/api/zones/{zone}",
		"/api/zones/{code}/certificate": "/api/zones/{zone}/certificate", "/api/responsible": "/api/responsible?lon=119.69&lat=30.5",
		// What the fixture has no data for is asked for all the same: refusals, too, have to keep to the rules.
		"/api/diff": "/api/diff", "/api/series": "/api/series",
		"/rasters/{scene}/tile.json": "/rasters/none/tile.json", "/rasters/{scene}/legend.json": "/rasters/none/legend.json", "/rasters/{scene}/legend.svg": "/rasters/none/legend.svg",
		"/rasters/{scene}/{z}/{x}/{file}": "/rasters/none/0/0/0.png", "/rasters/{scene}/{matrix}/{z}/{x}/{file}": "/rasters/none/WebMercatorQuad/0/0/0.png",
		"/rasters/diff/{earlier}/{scene}/tile.json": "/rasters/diff/a/b/tile.json", "/rasters/diff/{earlier}/{scene}/legend.json": "/rasters/diff/a/b/legend.json", "/rasters/diff/{earlier}/{scene}/legend.svg": "/rasters/diff/a/b/legend.svg",
		"/rasters/diff/{earlier}/{scene}/{z}/{x}/{file}": "/rasters/diff/a/b/0/0/0.png", "/rasters/diff/{earlier}/{scene}/{matrix}/{z}/{x}/{file}": "/rasters/diff/a/b/WebMercatorQuad/0/0/0.png",
	}
}

// addresses are those of all routes of a server that are read, by their patterns.
func addresses(t testing.TB, s *Server) map[string]string {
	t.Helper()
	out := map[string]string{}
	known := examples()
	for _, a := range s.allRoutes() {
		if a.method != http.MethodGet {
			continue
		}
		path, ok := known[a.pattern]
		if !ok {
			path = parameter.ReplaceAllString(a.pattern, "1")
		}
		out[a.pattern] = strings.ReplaceAll(path, "{zone}", s.holder.Now().Zones.Code[0])
	}
	return out
}

// asks asks a server for an address, with headers in pairs.
func asks(s *Server, method, path string, headers ...string) *httptest.ResponseRecorder {
	r, w := httptest.NewRequest(method, path, nil), httptest.NewRecorder()
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	s.ServeHTTP(w, r)
	return w
}

// TestEveryAnswerCanBeAskedForAgain: each answer has a tag, in each encoding its own; who gives it is told that it is the same, with
// the headers by which a cache goes on keeping it, and who gives another one gets the answer. Only what tells of this moment has none.
func TestEveryAnswerCanBeAskedForAgain(t *testing.T) {
	s := pageServer(t)
	moment := []string{healthPath, "/readyz", "/metrics", "/api/session", "/api/sessions"}
	for pattern, path := range addresses(t, s) {
		tags := map[string]bool{}
		for _, encoding := range []string{"identity", "gzip", "zstd"} {
			w := asks(s, "GET", path, "Accept-Encoding", encoding)
			tag := w.Header().Get("ETag")
			if w.Code >= 300 || slices.Contains(moment, pattern) || w.Header().Get("Cache-Control") == "no-store" {
				if tag != "" {
					t.Errorf("%s: %d has the tag %s", path, w.Code, tag)
				}
				continue
			}
			if tag == "" || strings.HasPrefix(tag, "W/") {
				t.Errorf("%s in %s: %d without a tag of its bytes", path, encoding, w.Code)
				continue
			}
			if kind := w.Header().Get("Content-Encoding"); kind != "" || encoding == "identity" {
				if tags[tag] {
					t.Errorf("%s in %s: the tag %s is another encoding's", path, encoding, tag)
				}
				tags[tag] = true
			}
			again := asks(s, "GET", path, "Accept-Encoding", encoding, "If-None-Match", `"x", W/`+tag)
			if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
				t.Errorf("%s in %s again: %d with %d bytes", path, encoding, again.Code, again.Body.Len())
			}
			for _, name := range []string{"ETag", "Cache-Control", "Vary", "X-Qingshan-Snapshot"} {
				if !slices.Equal(again.Header().Values(name), w.Header().Values(name)) {
					t.Errorf("%s in %s again: %s is %q, was %q", path, encoding, name, again.Header().Values(name), w.Header().Values(name))
				}
			}
			if other := asks(s, "GET", path, "Accept-Encoding", encoding, "If-None-Match", `"x"`); other.Code != w.Code {
				t.Errorf("%s in %s by another tag: %d", path, encoding, other.Code)
			}
		}
	}
}

// TestAnswersVaryByEncoding: where the same address is answered in several encodings, each says so.
func TestAnswersVaryByEncoding(t *testing.T) {
	s := pageServer(t)
	for _, path := range addresses(t, s) {
		plain, zipped := asks(s, "GET", path), asks(s, "GET", path, "Accept-Encoding", "gzip")
		if zipped.Header().Get("Content-Encoding") == "" {
			continue
		}
		for _, w := range []*httptest.ResponseRecorder{plain, zipped} {
			if n := strings.Count(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding"); n != 1 {
				t.Errorf("%s: Vary %q", path, w.Header().Values("Vary"))
			}
		}
	}
}

// TestOptionsEverywhere: each address tells its methods, those that are served.
func TestOptionsEverywhere(t *testing.T) {
	s := pageServer(t)
	served := map[string][]string{}
	for _, a := range s.allRoutes() {
		served[a.pattern] = append(served[a.pattern], a.method)
	}
	for pattern, path := range addresses(t, s) {
		w := asks(s, "OPTIONS", path)
		allowed := strings.Split(w.Header().Get("Allow"), ", ")
		if want := append(served[pattern], http.MethodHead, http.MethodOptions); w.Code != http.StatusNoContent || len(allowed) != len(want) || w.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %d %v, want %q", path, w.Code, w.Header(), want)
		}
		for _, method := range served[pattern] {
			if !slices.Contains(allowed, method) {
				t.Errorf("%s: %s is not told of: %q", path, method, allowed)
			}
		}
	}
	if w := asks(s, "OPTIONS", "/api/whatif"); w.Code != http.StatusNoContent || w.Header().Get("Allow") != "POST, OPTIONS" {
		t.Errorf("/api/whatif: %d %v", w.Code, w.Header())
	}
	if w := asks(s, "OPTIONS", "/api/nothing"); w.Code != http.StatusNotFound {
		t.Errorf("/api/nothing: %d", w.Code)
	}
}

// TestPartsOfFiles: of a file that is downloaded a part is sent, unless it became another one meanwhile; of answers that are made anew
// in each encoding there are none.
func TestPartsOfFiles(t *testing.T) {
	s := pageServer(t)
	const path = "/api/coverage?format=xlsx"
	whole := asks(s, "GET", path)
	tag := whole.Header().Get("ETag")
	if whole.Code != 200 || whole.Header().Get("Accept-Ranges") != "bytes" || tag == "" {
		t.Fatalf("%d %v", whole.Code, whole.Header())
	}
	w := asks(s, "GET", path, "Range", "bytes=10-19")
	if w.Code != http.StatusPartialContent || w.Header().Get("ETag") == tag && w.Body.String() != whole.Body.String()[10:20] {
		t.Errorf("a part: %d %v", w.Code, w.Header())
	}
	if w := asks(s, "GET", path, "Range", "bytes=10-19", "If-Range", `"another"`); w.Code != 200 {
		t.Errorf("a part of another file: %d", w.Code)
	}
	if w := asks(s, "HEAD", path); w.Header().Get("Content-Length") == "" || w.Body.Len() > 0 {
		t.Errorf("HEAD: %v", w.Header())
	}
	if w := asks(s, "GET", "/api/coverage", "Range", "bytes=1-2"); w.Code != 200 || w.Header().Get("Accept-Ranges") != "" {
		t.Errorf("a part of a text: %d %v", w.Code, w.Header())
	}
}
