package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb/encoding/mvt"

	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/internal/nginx"
)

// proxied is a server behind nginx, which answers by https below /forest: on one port it hands addresses on as they came, by the very
// configuration of the guide, on the other one without the prefix; it keeps answers on both.
type proxied struct {
	*http.Client
	t                          *testing.T
	whole, stripped            string // addresses of the two, without a path
	base                       string // as the server knows itself, that is, whole + /forest
	direct                     string
	inner                      *http.Client
	certificate, otherHostName string
}

// strippedServer takes the prefix away. It is as an office may have it that replaces what it knows, and passes on what else clients write.
const strippedServer = `
    server {
        listen 127.0.0.1:STRIPPED ssl;
        location /forest/ {
            proxy_pass http://INNER/;
            proxy_set_header Host $host;
            proxy_cache kept;
            proxy_cache_key "stripped$scheme$proxy_host$request_uri";
            add_header X-Cache $upstream_cache_status always;
        }
    }
`

// guideServer is the configuration that the guide shows, listening on a port in front of a server. It hands addresses on as they came.
func guideServer(t *testing.T, port, inner string) string {
	t.Helper()
	blocks := guideBlocks(t, "access.md", "nginx")
	if len(blocks) != 1 {
		t.Fatalf("the guide has %d configurations of nginx", len(blocks))
	}
	text := regexp.MustCompile(`(?m)^ *ssl_certificate.*\n`).ReplaceAllString(blocks[0], "") // the test has a certificate of its own
	for from, to := range map[string]string{"listen 443 ssl": "listen 127.0.0.1:" + port + " ssl", "/var/cache/nginx/qingshan": t.TempDir(), "127.0.0.1:8080": inner} {
		if !strings.Contains(text, from) {
			t.Fatalf("the guide's configuration of nginx has no %s", from)
		}
		text = strings.ReplaceAll(text, from, to)
	}
	return text
}

func behindNginx(t *testing.T, flags ...string) *proxied {
	t.Helper()
	nginx.Need(t)
	_, project := county.SampleCopy(t, "XS")
	whole, stripped := nginx.FreePort(t), nginx.FreePort(t)
	p := &proxied{t: t, whole: "https://127.0.0.1:" + whole, stripped: "https://127.0.0.1:" + stripped, inner: &http.Client{Transport: &http.Transport{DisableCompression: true}}, otherHostName: "other.example"}
	p.base = p.whole + "/forest"
	p.direct, _ = startServer(t, project, append([]string{"--public", "--base-url", p.base, "--allow-host", p.otherHostName, "--trusted-proxy", "127.0.0.0/8"}, flags...)...)
	waitFor(t, "the snapshot", func() bool { code, _, _ := get(t, p.direct+"/readyz"); return code == 200 })
	inner, err := url.Parse(p.direct)
	if err != nil {
		t.Fatal(err)
	}
	proxy := nginx.Start(t, stripped, guideServer(t, whole, inner.Host)+strings.NewReplacer("STRIPPED", stripped, "INNER", inner.Host).Replace(strippedServer))
	p.Client, p.certificate = proxy.Client(), proxy.Certificate
	return p
}

// answered is an answer that was read.
type answered struct {
	code   int
	header http.Header
	body   []byte
}

// said is what an answer says, but for the request's own number.
func (a answered) said() []byte {
	return bytes.ReplaceAll(a.body, []byte(a.header.Get("X-Request-Id")), nil)
}

func (p *proxied) ask(by *http.Client, address string, headers ...string) answered {
	p.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	a, err := by.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answered{a.StatusCode, a.Header, body}
}

// TestBehindNginx: by https, below a path, through a cache, whether nginx takes the path away or not.
func TestBehindNginx(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two programs")
	}
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(downloader+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := behindNginx(t, "--cors-origin", "https://map.example.cn", "--token-file", file)
	t.Run("addresses", p.addresses)
	t.Run("forged", p.forged)
	t.Run("encodings", p.encodings)
	t.Run("other sites", p.otherSites)
	t.Run("downloads", p.downloads)
	t.Run("escaped", p.escaped)
}

// tileJSON is what is read of one.
type tileJSON struct {
	Tiles []string `json:"tiles"`
}

// addresses: those in documents lead through the proxy to what they name.
func (p *proxied) addresses(t *testing.T) {
	for _, at := range []string{p.whole, p.stripped} {
		a := p.ask(p.Client, at+"/forest/tiles/zones,gaps,points.json")
		var doc tileJSON
		if err := json.Unmarshal(a.body, &doc); a.code != 200 || err != nil || len(doc.Tiles) != 1 || !strings.HasPrefix(doc.Tiles[0], p.base+"/tiles/zones,gaps,points/{z}/") {
			t.Fatalf("%s: %d %v %s", at, a.code, err, a.body)
		}
		tile := p.ask(p.Client, strings.NewReplacer("{z}", "8", "{x}", "213", "{y}", "105").Replace(doc.Tiles[0]))
		layers, err := mvt.Unmarshal(tile.body)
		if tile.code != 200 || err != nil || len(layers) == 0 {
			t.Errorf("%s: a tile: %d %v", at, tile.code, err)
		}
		var sets struct {
			TileMatrixSets []struct {
				Links []struct{ Href string }
			}
		}
		if err := json.Unmarshal(p.ask(p.Client, at+"/forest/tileMatrixSets").body, &sets); err != nil || len(sets.TileMatrixSets) == 0 {
			t.Fatal(err)
		}
		for _, s := range sets.TileMatrixSets {
			if a := p.ask(p.Client, s.Links[0].Href); !strings.HasPrefix(s.Links[0].Href, p.base+"/") || a.code != 200 {
				t.Errorf("%s: %s: %d", at, s.Links[0].Href, a.code)
			}
		}
		if a := p.ask(p.Client, at+"/forest"); a.code != http.StatusMovedPermanently || !strings.HasSuffix(a.header.Get("Location"), "/forest/") {
			t.Errorf("%s without its slash: %d to %s", at, a.code, a.header.Get("Location"))
		}
	}
}

// forged: whatever a client says of the server and of itself, first of all, through a proxy that keeps answers and passes on most of it,
// it gets the same bytes as one that says nothing, and so do those who are answered from what is kept.
func (p *proxied) forged(t *testing.T) {
	id := p.ask(p.inner, p.direct+"/api/snapshot").header.Get("X-Qingshan-Snapshot")
	forgeries := [][]string{
		{"Host", p.otherHostName}, {"Host", "10.9.9.9:81"}, {"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "http"}, {"X-Forwarded-Prefix", "/evil"}, {"X-Forwarded-For", "6.6.6.6, 127.0.0.1"},
		{"Forwarded", `for=6.6.6.6;host=evil.example;proto=http`}, {"X-Original-URL", "/evil"}, {"X-Rewrite-URL", "/evil"}, {"X-Forwarded-Port", "81"}, {"X-Forwarded-Server", "evil.example"},
	}
	n, hits := 0, 0
	for _, at := range []string{p.whole, p.stripped} {
		for _, path := range []string{"/tiles/zones.json", "/tiles/zones.json?snapshot=" + id, "/tiles/zones/8/213/105.mvt?snapshot=" + id, "/tileMatrixSets", "/api/coverage?snapshot=" + id, "/api/snapshot", "/api/zones/none", "/api/coverage?level=village&snapshot=" + id, "/rasters?snapshot=" + id} {
			want := p.ask(p.inner, p.direct+path)
			for _, forgery := range forgeries {
				n++
				address := at + "/forest" + path
				if strings.Contains(path, "snapshot=") { // an address of its own in the cache for each way of forging
					address += "&snapshot=" + id
					address = strings.Replace(address, "?", "?"+strings.Repeat("&", n), 1)
					address = strings.Replace(address, "&snapshot="+id, "", 1)
				}
				for _, headers := range [][]string{forgery, nil, forgery} {
					got := p.ask(p.Client, address, headers...)
					if got.header.Get("X-Cache") == "HIT" {
						hits++
					}
					if got.code != want.code || !bytes.Equal(got.said(), want.said()) || bytes.Contains(got.body, []byte("evil")) {
						t.Errorf("%s by %q: %d %.200s, want %d %.200s", address, headers, got.code, got.body, want.code, want.body)
					}
					for _, name := range []string{"Content-Type", "ETag", "Cache-Control", "Vary", "Location", "X-Qingshan-Snapshot"} {
						if !slices.Equal(got.header.Values(name), want.header.Values(name)) {
							t.Errorf("%s by %q: %s is %q, want %q", address, headers, name, got.header.Values(name), want.header.Values(name))
						}
					}
				}
			}
		}
	}
	if hits < n/2 {
		t.Errorf("%d answers of %d came from what nginx keeps: it was not put to the test", hits, 3*n)
	}
	if a := p.ask(p.Client, p.whole+"/forest/api/snapshot?", "Host", "evil.example"); a.code != http.StatusMisdirectedRequest {
		t.Errorf("a host that is not known: %d", a.code)
	}
	if a := p.ask(p.Client, p.whole+"/forest/api/snapshot?"); a.code != 200 {
		t.Errorf("behind it: %d", a.code)
	}
}

// encodings: each client gets what it can read, whatever was kept for others before.
func (p *proxied) encodings(t *testing.T) {
	id := p.ask(p.inner, p.direct+"/api/snapshot").header.Get("X-Qingshan-Snapshot")
	for _, path := range []string{"/api/coverage?format=geojson&snapshot=" + id, "/tiles/zones.json?snapshot=" + id, "/tiles/zones,cells/8/213/105.mvt?snapshot=" + id} {
		want := p.ask(p.inner, p.direct+path).body
		for range 2 {
			for _, encoding := range []string{"gzip", "", "zstd", "gzip, deflate, br, zstd"} {
				a := p.ask(p.Client, p.whole+"/forest"+path, "Accept-Encoding", encoding)
				if plain := decoded(t, a); a.code != 200 || !bytes.Equal(plain, want) {
					t.Errorf("%s in %q: %d, %d bytes of %d", path, encoding, a.code, len(plain), len(want))
				}
				if got := a.header.Get("Content-Encoding"); got != "" && !strings.Contains(encoding, got) {
					t.Errorf("%s in %q is %q", path, encoding, got)
				}
				if again := p.ask(p.Client, p.whole+"/forest"+path, "Accept-Encoding", encoding, "If-None-Match", a.header.Get("ETag")); again.code != http.StatusNotModified {
					t.Errorf("%s in %q again: %d", path, encoding, again.code)
				}
			}
		}
	}
}

// decoded is a body without its encoding.
func decoded(t *testing.T, a answered) []byte {
	t.Helper()
	var in io.Reader = bytes.NewReader(a.body)
	var err error
	switch a.header.Get("Content-Encoding") {
	case "gzip":
		in, err = gzip.NewReader(in)
	case "zstd":
		in, err = zstd.NewReader(in)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// otherSites: what is kept for a page of one site is not handed to that of another.
func (p *proxied) otherSites(t *testing.T) {
	id := p.ask(p.inner, p.direct+"/api/snapshot").header.Get("X-Qingshan-Snapshot")
	const listed = "https://map.example.cn"
	for _, path := range []string{"/tiles/zones/8/213/105.mvt?snapshot=" + id, "/tiles/zones.json?snapshot=" + id, "/api/coverage?snapshot=" + id} {
		for range 2 {
			for origin, want := range map[string]string{"https://evil.example": "", listed: listed, "null": ""} {
				a := p.ask(p.Client, p.whole+"/forest"+path, "Origin", origin)
				if got := a.header.Get("Access-Control-Allow-Origin"); a.code != 200 || got != want {
					t.Errorf("%s from %s: %d, for %q", path, origin, a.code, got)
				}
			}
		}
	}
}

// downloader is the token of who downloads files, which the public may not.
const downloader = "0123456789abcdef0123"

// downloads: files come whole and in parts, under their names.
func (p *proxied) downloads(t *testing.T) {
	for _, format := range []string{"xlsx", "csv"} {
		address := "/api/coverage?format=" + format
		want, got := p.ask(p.inner, p.direct+address, "Authorization", "Bearer "+downloader), p.ask(p.Client, p.whole+"/forest"+address, "Authorization", "Bearer "+downloader)
		if got.code != 200 || got.header.Get("Content-Disposition") != want.header.Get("Content-Disposition") || got.header.Get("Content-Type") != want.header.Get("Content-Type") || len(got.body) == 0 {
			t.Errorf("%s: %d %v", format, got.code, got.header)
		}
	}
	if a := p.ask(p.Client, p.stripped+"/forest/api/coverage?format=xlsx", "Authorization", "Bearer "+downloader, "Range", "bytes=0-1"); a.code == http.StatusPartialContent && string(a.body) != "PK" || a.code != http.StatusPartialContent && a.code != 200 {
		t.Errorf("a part: %d %q", a.code, a.body)
	}
}

// escaped: what is escaped in a part of an address reaches the server so where nginx hands addresses on as they came.
func (p *proxied) escaped(t *testing.T) {
	a := p.ask(p.Client, p.whole+"/forest/api/zones/33%2F07%25")
	if a.code != http.StatusNotFound || !bytes.Contains(a.body, []byte("33/07%")) {
		t.Errorf("%d %s", a.code, a.body)
	}
}

// TestKeptWithToken: what is answered to who gives the token is not handed to who does not, though nginx keeps answers.
func TestKeptWithToken(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two programs")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "token")
	const token = "0123456789abcdef0123"
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	nginx.Need(t)
	_, project := county.SampleCopy(t, "XS")
	port := nginx.FreePort(t)
	direct, _ := startServer(t, project, "--token-file", file, "--base-url", "https://127.0.0.1:"+port+"/forest")
	inner, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	proxy := nginx.Start(t, port, guideServer(t, port, inner.Host))
	p := &proxied{t: t, Client: proxy.Client(), whole: "https://127.0.0.1:" + port}
	for _, path := range []string{"/api/coverage", "/tiles/zones/8/213/105.mvt", "/tiles/zones.json"} {
		waitFor(t, "an answer", func() bool {
			return p.ask(p.Client, p.whole+"/forest"+path, "Authorization", "Bearer "+token).code == 200
		})
		for range 2 {
			if a := p.ask(p.Client, p.whole+"/forest"+path); a.code != http.StatusUnauthorized {
				t.Errorf("%s without the token: %d", path, a.code)
			}
		}
	}
}
