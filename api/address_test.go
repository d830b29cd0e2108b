package api

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// recoded is a store in whose snapshot the first leaf zone has another code.
type recoded struct {
	store.Store
	code string
}

func (r recoded) Open(ctx context.Context, id snapshot.ID) (*store.Opened, error) {
	s, err := r.Store.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	s.Zones.Code = slices.Clone(s.Zones.Code)
	for i := range s.Zones.Code {
		if s.Zones.Leaf(int32(i)) {
			s.Zones.Code[i] = r.code
			break
		}
	}
	s.Zones.BuildIndexes()
	return s, nil
}

// TestOddZoneCodesHaveRoutes: a zone's own routes find it whatever its code is made of, by every way to write the address.
func TestOddZoneCodesHaveRoutes(t *testing.T) {
	dir, _ := fixtureStore(t)
	for _, code := range []string{"村/1+2", "50%", "50%25", "a%2Fb", "林班 3", "a?b#c", "..", "x;y=1", "é\u0301/", "/"} {
		s := New(Config{Store: recoded{dir, code}})
		if err := s.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, b := range []byte(code) { // each byte escaped
			all += "%" + string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15])
		}
		for _, written := range []string{url.PathEscape(code), all, strings.ToUpper(all), strings.ReplaceAll(url.QueryEscape(code), "+", "%20")} {
			query := "?zone=" + url.QueryEscape(code)
			asked := map[string]string{"/%61pi/zon%65s/" + written: "zone.code"}
			if written == all {
				asked["/api/zones/"+written], asked["/api/zones/"+written+"/certificate"] = "zone.code", "statement.zone"
				asked["/api/coverage"+query], asked["/tiles/zones/0/0/0.mvt"+query] = "zone", ""
			}
			for path, at := range asked {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				if w.Code != 200 && (w.Code != 204 || at != "") {
					t.Errorf("%q: %s: %d %s", code, path, w.Code, w.Body)
				}
				if at == "" || w.Code != 200 {
					continue
				}
				var doc any
				if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
					t.Fatal(err)
				}
				for member := range strings.SplitSeq(at, ".") {
					doc = doc.(map[string]any)[member]
				}
				if doc != code {
					t.Errorf("%q: %s is about %q", code, path, doc)
				}
			}
		}
	}
}

// pageServer is a server with a page and the small snapshot that the repository keeps.
func pageServer(t testing.TB) *Server {
	t.Helper()
	s := fixtureServer(t)
	s.cfg.Page = fstest.MapFS{"index.html": {Data: []byte("<p>page</p>")}, "assets/a-1.js": {Data: []byte("0")}}
	s.router = s.routes()
	return s
}

// TestOneDecodingOfPaths: an address leads to the same answer however it is written, and one that is no text is refused as such.
func TestOneDecodingOfPaths(t *testing.T) {
	s := pageServer(t)
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	for plain, ways := range map[string][]string{
		"/tiles/zones,gaps.json":              {"/tiles/zones%2Cgaps.json", "/tiles/zones%2cgaps%2Ejson", "/%74iles/%7Aones,gaps.json"},
		"/tiles/zones,gaps/0/0/0.mvt":         {"/tiles/zones%2Cgaps/%30/0/0%2emvt"},
		"/tiles/zones/CGCS2000Quad.json":      {"/tiles/zones/CGCS2000%51uad.json"},
		"/tiles/zones/CGCS2000Quad/1/1/0.mvt": {"/tiles/zones/%43GCS2000Quad/1/1/0.mvt"},
		"/tileMatrixSets/CGCS2000Quad":        {"/tileMatrixSets/CGCS2000%51uad"},
		"/api/coverage":                       {"/%61pi/coverage", "/api/cover%61ge"},
		"/rasters":                            {"/r%61sters"},
		"/healthz":                            {"/%68ealthz"},
	} {
		want := ask(plain)
		if want.Code != 200 && want.Code != 204 {
			t.Errorf("%s: %d", plain, want.Code)
		}
		for _, way := range ways {
			if got := ask(way); got.Code != want.Code || got.Body.String() != want.Body.String() {
				t.Errorf("%s: %d, not as %s: %d", way, got.Code, plain, want.Code)
			}
		}
	}
	for path, status := range map[string]int{"/%ff": 400, "/assets/%C3%28.js": 400, "/api/zones/%ff": 400, "/tiles/%fe.json": 400, "/rasters/%80/tile.json": 400,
		"/a%2Fb": 404, "/%00": 404, "/assets%5Ca-1.js": 404, "/tiles%2Fzones.json": 404, "/api%2Fcoverage": 404, "/%25ff": 404} {
		if w := ask(path); w.Code != status {
			t.Errorf("%s: %d %.100s; want %d", path, w.Code, w.Body, status)
		}
	}
}
