package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/api/problem"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
)

func address(n byte) limit.Client { return limit.At(netip.AddrFrom4([4]byte{203, 0, 113, n})) }

// waitFor is a generous limit for what must happen at all.
const waitFor = 20 * time.Second

// until waits for a state of the gate.
func until(t *testing.T, g *limit.Gate, working, waiting int) {
	t.Helper()
	for end := time.Now().Add(waitFor); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if w, q := g.Load(); w == working && q == waiting {
			return
		}
	}
	w, q := g.Load()
	t.Fatalf("%d work and %d wait, not %d and %d", w, q, working, waiting)
}

// fixtureStore unpacks the small snapshot that the repository keeps into a store and makes it current.
func fixtureStore(t testing.TB) (d *store.Dir, pack string) {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-1", root)
	return store.OpenDir(root), filepath.Join(root, "snapshots", id, "snapshot.qspack")
}

// noStore is a store without a snapshot.
type noStore struct{ store.Store }

func (noStore) Current(context.Context) (snapshot.ID, error) { return "", store.ErrNoCurrent }

func fixtureServer(t testing.TB) *Server {
	dir, _ := fixtureStore(t)
	s := New(Config{Store: dir})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

// answerTo asks for what an address, its path and query not escaped, names, and checks what every answer must keep to.
func answerTo(t *testing.T, s *Server, path, query string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL = &url.URL{Path: path, RawQuery: query}
	w := httptest.NewRecorder()
	start := time.Now()
	s.ServeHTTP(w, r)
	took := time.Since(start)
	switch w.Code {
	case http.StatusOK, http.StatusNoContent:
	case http.StatusBadRequest, http.StatusNotFound:
		var p problem.Document
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" || p.Status != w.Code || p.Detail == "" {
			t.Errorf("%q %q: %d is no problem document: %.200s", path, query, w.Code, w.Body)
		}
		if w.Body.Len() > 4096 {
			t.Errorf("%q %q: a refusal of %d bytes", path, query, w.Body.Len())
		}
	default:
		t.Errorf("%q %q: status %d: %.200s", path, query, w.Code, w.Body)
	}
	if took > 2*time.Second { // hundreds of times what it takes: something grew with what was asked for
		t.Errorf("%q %q took %s", path, query, took)
	}
	return w
}
