package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/api/security"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// TestPublicRoutesNameNoFolder: whatever is wrong with the store, what anybody may ask does not say where it lies on this machine.
func TestPublicRoutesNameNoFolder(t *testing.T) {
	for what, harm := range map[string]func(root, folder string) error{
		"nothing":      func(string, string) error { return nil },
		"columns gone": func(_, folder string) error { return os.Remove(filepath.Join(folder, snapshot.ColumnsName)) },
		"columns cut": func(_, folder string) error {
			return os.WriteFile(filepath.Join(folder, snapshot.ColumnsName), []byte("x"), 0o644)
		},
		"a folder as columns": func(_, folder string) error { return replacedByFolder(filepath.Join(folder, snapshot.ColumnsName)) },
		"no manifest":         func(_, folder string) error { return os.Remove(filepath.Join(folder, "manifest.json")) },
		"no current":          func(root, _ string) error { return os.Remove(filepath.Join(root, "current")) },
		"current a folder":    func(root, _ string) error { return replacedByFolder(filepath.Join(root, "current")) },
		"no snapshots":        func(root, _ string) error { return os.RemoveAll(filepath.Join(root, "snapshots")) },
		"no store":            func(root, _ string) error { return os.RemoveAll(root) },
	} {
		dir, _ := fixtureStore(t)
		running := New(Config{Store: dir})
		if err := running.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		folder, err := dir.Folder(running.holder.Now().Manifest.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := harm(dir.Path(), folder); err != nil {
			t.Fatal(err)
		}
		started := New(Config{Store: dir})
		for name, s := range map[string]*Server{"running": running, "started": started} {
			_ = s.Refresh(context.Background())
			for _, path := range []string{"/healthz", "/readyz"} {
				w := httptest.NewRecorder()
				s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
				if text := w.Body.String(); strings.Contains(text, filepath.Dir(dir.Path())) || strings.Contains(text, os.TempDir()+"/") {
					t.Errorf("%s, %s server: %s says %s", what, name, path, text)
				}
			}
		}
	}
}

func replacedByFolder(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o755)
}

// TestScriptsConnectHereOnly: the policy lets scripts reach this server and the base map's, whatever its template looks like.
func TestScriptsConnectHereOnly(t *testing.T) {
	for basemap, want := range map[string]string{
		"": "'self'",
		"https://tiles.example.cn/{z}/{x}/{y}.png": "'self' https://tiles.example.cn",
		"http://10.1.2.3:8081/wmts?x={x}":          "'self' http://10.1.2.3:8081",
		"https://t{s}.tianditu.gov.cn/vec_w/{z}":   "'self' https://*.tianditu.gov.cn",
		"https://{a-c}.a.example:444/{z}":          "'self' https://*.a.example:444",
		"HTTPS://Tiles.Example.cn?{z}":             "'self' https://Tiles.Example.cn",
		"/basemap/{z}/{x}/{y}.png":                 "'self'",
		"https://a.cn; script-src *":               "'self'",
		"https://a.cn 'unsafe-inline'/{z}":         "'self'",
		"https://{host}/{z}":                       "'self'",
		"javascript://a.cn/{z}":                    "'self'",
	} {
		s := New(Config{Store: noStore{}, Basemap: basemap})
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
		got := ""
		for part := range strings.SplitSeq(w.Header().Get("Content-Security-Policy"), "; ") {
			if rest, ok := strings.CutPrefix(part, "connect-src "); ok {
				got = rest
			}
		}
		if got != want || strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src") {
			t.Errorf("base map %q: connect-src %q, want %q", basemap, got, want)
		}
	}
}

// TestHosts: requests are answered by the names that the server was given, however they are written, and by any address; a page whose
// name was resolved to this machine reads nothing.
func TestHosts(t *testing.T) {
	given := []string{"forest.lan:8080", "Gis.Example.cn", "林长.example"}
	for _, c := range []struct {
		allowed []string
		base    string
		host    string
		want    int
	}{
		{given, "", "localhost", 200},
		{given, "", "localhost:8080", 200},
		{given, "", "LocalHost.:8080", 200},
		{given, "", "127.0.0.1", 200},
		{given, "", "127.9.8.7:1", 200},
		{given, "", "10.20.30.40:8080", 200},
		{given, "", "[::1]", 200},
		{given, "", "[::1]:8080", 200},
		{given, "", "[2001:DB8::1]:8080", 200},
		{given, "", "[::ffff:127.0.0.1]", 200},
		{given, "", "forest.lan", 200},
		{given, "", "forest.lan:80", 200},
		{given, "", "FOREST.LAN.", 200},
		{given, "", "gis.example.cn:443", 200},
		{given, "", "xn--btvv53h.example", 200},
		{given, "https://maps.example.cn:8443/forest", "maps.example.cn", 200},
		{given, "https://[2001:db8::2]/", "localhost", 200},
		{given, "", "maps.example.cn", 421},
		{given, "", "evil.example", 421},
		{given, "", "evil.example:8080", 421},
		{given, "", "localhost.evil.example", 421},
		{given, "", "evil-localhost", 421},
		{given, "", "127.0.0.1.evil.example", 421},
		{given, "", "evil.example/127.0.0.1", 421},
		{given, "", "evil@127.0.0.1", 421},
		{given, "", "localhost:80.evil.example", 421},
		{given, "", "127.1", 421}, // browsers write it out
		{given, "", "lan", 421},
		{given, "", "a.forest.lan", 421},
		{given, "", "", 421},
		{[]string{":8080"}, "", "", 421},
		{[]string{":8080"}, "", "forest.lan", 421},
		{[]string{"0.0.0.0:8080"}, "", "10.1.2.3:8080", 200},
		{nil, "", "evil.example", 200}, // a server that was given none
	} {
		s := New(Config{Store: noStore{}, Hosts: c.allowed, BaseURL: c.base})
		if got := askAs(s, c.host, "/api/page"); got.Code != c.want || got.Code == 421 && !strings.Contains(got.Body.String(), "--allow-host NAME") {
			t.Errorf("%v, %q: host %q: %d %s, want %d", c.allowed, c.base, c.host, got.Code, got.Body, c.want)
		}
	}
}

// TestEveryRouteKnowsItsHost: no route answers to another host, whether there is such a route or not, but the one for health.
func TestEveryRouteKnowsItsHost(t *testing.T) {
	s := New(Config{Store: noStore{}, Hosts: []string{"127.0.0.1:8080"}})
	for _, path := range []string{"/", "/readyz", "/metrics", "/api/snapshot", "/api/coverage?x=1", "/tiles/zones.json", "/tiles/zones/8/0/0.mvt", "/rasters", "/nothing", "//healthz", "/healthz/", "/health%7a"} {
		if w := askAs(s, "evil.example", path); w.Code != 421 && path != "/health%7a" {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := askAs(s, "evil.example", "/healthz"); w.Code != 200 || w.Body.String() != "ok\n" {
		t.Errorf("/healthz: %d %s", w.Code, w.Body)
	}
	if w := askAs(s, "127.0.0.1", "/metrics"); !strings.Contains(w.Body.String(), `qingshan_denied_total{why="host"} 11`) {
		t.Error("refused hosts are not counted")
	}
}

// TestRefusedHostsAreLoggedOnce: each refused host is one line, cut and quoted, and there is an end to them.
func TestRefusedHostsAreLoggedOnce(t *testing.T) {
	var text bytes.Buffer
	s := New(Config{Store: noStore{}, Hosts: []string{"127.0.0.1"}, Log: slog.New(slog.NewTextHandler(&text, nil))})
	for range 3 {
		askAs(s, "evil.example", "/")
		askAs(s, strings.Repeat("e", 5000)+"\n", "/")
	}
	if lines := strings.Split(strings.TrimSpace(text.String()), "\n"); len(lines) != 2 || len(text.String()) > 1000 {
		t.Errorf("%d lines:\n%s", len(lines), text.String())
	}
	for i := range 500 {
		askAs(s, fmt.Sprintf("e%d.example", i), "/")
	}
	if n := strings.Count(text.String(), "\n"); n != security.MaxTold+1 {
		t.Errorf("%d lines", n)
	}
}

// askAs sends a request that names a host.
func askAs(s *Server, host, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
