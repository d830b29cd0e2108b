package main

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api"
	"github.com/qingshan-gis/qingshan/data/native"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

// TestForgedHostReachesNoKeptScene: TileJSON of scenes and differences that shared caches keep is the same whatever Host is named.
func TestForgedHostReachesNoKeptScene(t *testing.T) {
	dir, _ := county.Sample(t, "XS")
	st := store.OpenDir(filepath.Join(dir, "store"))
	id, err := st.Current(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for base, want := range map[string]string{"": `"tiles":["/rasters/`, "https://a.example/gis": `"tiles":["https://a.example/gis/rasters/`} {
		s := api.New(api.Config{Store: st, Native: native.All(), BaseURL: base})
		if err := s.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/rasters/ndvi-2026-10-01", "/rasters/diff/ndvi-2026-08-01/ndvi-2026-10-01"} {
			for _, method := range []string{"GET", "HEAD"} {
				r := httptest.NewRequest(method, path+"/tile.json?ramp=viridis&snapshot="+string(id), nil)
				r.Host = "evil.example"
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "evil") || !strings.Contains(body, want) || !strings.Contains(w.Header().Get("Cache-Control"), "public, max-age=31536000") {
					t.Errorf("%s %s: %d, kept %q: %s", method, path, w.Code, w.Header().Get("Cache-Control"), body)
				}
			}
			r := httptest.NewRequest("GET", path+"/tile.json", nil)
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, r); base == "" && (!strings.Contains(w.Body.String(), `"tiles":["http://example.com/rasters/`) || w.Header().Get("Cache-Control") != "private, no-cache") {
				t.Errorf("%s of the current snapshot: kept %q: %s", path, w.Header().Get("Cache-Control"), w.Body)
			}
		}
	}
}
