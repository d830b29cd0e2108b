package api

import (
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTextsAreCompressed: each form of an answer that is text goes out zipped, and is the same text.
func TestTextsAreCompressed(t *testing.T) {
	s := pageServer(t)
	for path, kind := range map[string]string{
		"/api/coverage": "application/json", "/api/coverage?format=geojson": "application/geo+json", "/api/gaps?format=geojson": "application/geo+json", "/api/coverage?format=csv": "text/csv; charset=utf-8",
		"/api/coverage?lvl=1": "application/problem+json", "/api/zones/990001/certificate?format=html": "", "/rasters": "application/json", "/": "text/html; charset=utf-8",
	} {
		plain, zipped := httptest.NewRecorder(), httptest.NewRecorder()
		r := httptest.NewRequest("GET", path, nil)
		s.ServeHTTP(plain, r.Clone(r.Context()))
		r.Header.Set("Accept-Encoding", "gzip")
		s.ServeHTTP(zipped, r)
		if kind != "" && plain.Header().Get("Content-Type") != kind || plain.Header().Get("Content-Encoding") != "" || zipped.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %s, encoded %q and %q", path, plain.Header().Get("Content-Type"), plain.Header().Get("Content-Encoding"), zipped.Header().Get("Content-Encoding"))
			continue
		}
		in, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ReplaceAll(plain.Body.String(), plain.Header().Get("X-Request-Id"), zipped.Header().Get("X-Request-Id")) // of a refusal
		if text, err := io.ReadAll(in); err != nil || string(text) != want {
			t.Errorf("%s: zipped it is something else, %v", path, err)
		}
	}
}
