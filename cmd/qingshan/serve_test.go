package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/paulmach/orb/encoding/mvt"

	"github.com/qingshan-gis/qingshan/internal/county"
)

// startServer serves a project on a free loopback port and returns its address and a function that ends it by SIGTERM.
func startServer(t *testing.T, project string, more ...string) (base string, stop func() int) {
	t.Helper()
	cmd := program(t, append([]string{"serve", "--project", project, "--listen", "127.0.0.1:0"}, more...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	code := -1
	stop = func() int {
		once.Do(func() {
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
			code = cmd.ProcessState.ExitCode()
		})
		return code
	}
	t.Cleanup(func() { stop() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base = regexp.MustCompile(`http://\S+`).FindString(line)
	for range 200 {
		if r, err := http.Get(base + "/healthz"); err == nil {
			r.Body.Close()
			return base, stop
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the server does not answer")
	return "", stop
}

func get(t *testing.T, url string) (int, http.Header, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(b)
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("in vain waited for " + what)
}

//testrun:race
func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir := t.TempDir()
	project := filepath.Join(dir, "qingshan.yaml")
	must(t, "sample", "--scale", "XS", dir)
	base, stop := startServer(t, project)
	if code, _, _ := get(t, base+"/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("ready without a snapshot: %d", code)
	}
	must(t, "ingest", "--project", project)
	waitFor(t, "the first snapshot", func() bool { code, _, _ := get(t, base+"/readyz"); return code == 200 })

	sameDocuments(t, base, project)
	badRequests(t, base)
	tilesOf(t, base)
	rastersOf(t, base)
	first := swapUnderLoad(t, base, project)
	if code, h, _ := get(t, base+"/api/coverage?snapshot="+first); code != 200 || !strings.Contains(h.Get("Cache-Control"), "immutable") {
		t.Errorf("an older snapshot: %d, Cache-Control %q", code, h.Get("Cache-Control"))
	}
	damaged(t, base, dir)
	if code := stop(); code != 0 {
		t.Errorf("after SIGTERM the server ended with exit code %d", code)
	}
}

// sameDocuments: the HTTP answers are the command line's.
func sameDocuments(t *testing.T, base, project string) {
	t.Helper()
	for _, c := range []struct {
		path string
		args []string
	}{
		{"coverage", []string{"coverage"}},
		{"coverage?level=village&demand=forest&on=2026-09-30", []string{"coverage", "--level", "village", "--demand", "forest", "--on", "2026-09-30"}},
		{"coverage?planar=EPSG:4549&zone=990001", []string{"coverage", "--planar", "EPSG:4549", "--zone", "990001"}},
		{"coverage?in_post=true", []string{"coverage", "--in-post"}},
		{"gaps", []string{"gaps"}},
		{"gaps?zone=990001001&demand=forest&in_post=true&on=2026-09-30&limit=3", []string{"gaps", "--zone", "990001001", "--demand", "forest", "--in-post", "--on", "2026-09-30", "--limit", "3"}},
		{"changes", []string{"changes"}},
		{"changes?zone=990001001&rule=ndvi-drop", []string{"changes", "--zone", "990001001", "--rule", "ndvi-drop"}},
		{"stats?layer=parcels", []string{"stats", "--layer", "parcels"}},
		{"responsible?lon=119.69&lat=30.5", []string{"responsible", "--lon", "119.69", "--lat", "30.5"}},
	} {
		_, h, body := get(t, base+"/api/"+c.path)
		var http, line any
		if err := json.Unmarshal([]byte(body), &http); err != nil {
			t.Fatalf("%s: %v\n%s", c.path, err, body)
		}
		if err := json.Unmarshal([]byte(must(t, append(c.args, "--project", project, "--format", "json")...).stdout), &line); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(http, line) {
			t.Errorf("%s: the two answers differ", c.path)
		}
		if h.Get("X-Qingshan-Snapshot") != http.(map[string]any)["snapshot"] {
			t.Errorf("%s: the header names snapshot %q", c.path, h.Get("X-Qingshan-Snapshot"))
		}
	}
	for _, format := range []string{"csv", "geojson"} {
		_, _, body := get(t, base+"/api/coverage?format="+format)
		if o := must(t, "coverage", "--project", project, "--format", format); o.stdout != strings.TrimPrefix(body, "\ufeff") {
			t.Errorf("the %s answers differ", format)
		}
	}
}

func badRequests(t *testing.T, base string) {
	t.Helper()
	for path, want := range map[string]int{
		"/api/coverage?lvl=village": 400, "/api/coverage?level=hamlet": 400, "/api/coverage?zone=1": 404, "/api/coverage?format=pdf": 400,
		"/api/coverage?snapshot=none": 404, "/api/coverage?snapshot=../x": 404, "/api/coverage?on=x": 400, "/api/coverage?zone=1&zone=2": 400,
		"/api/responsible": 400, "/api/responsible?lon=200&lat=1": 400, "/api/zones/1": 404, "/api/stats?format=geojson": 400, "/api/changes?rule=x": 400,
		"/tiles/zones/23/0/0.mvt": 404, "/tiles/zones/3/8/0.mvt": 404, "/tiles/nothing/3/1/1.mvt": 404, "/tiles/zones/a/0/0.mvt": 400,
		"/tiles/nothing.json": 404, "/api/nothing": 404, "/tiles/zones/99999999999/0/0.mvt": 400, "/tiles/zones/31/0/0.mvt": 404,
		"/tiles/zones/8/0/0.mvt?fields=height": 400, "/tiles/zones/8/0/0.mvt?zone=nowhere": 404, "/tiles/zones/8/0/0.mvt?field=name": 400,
		"/tiles/zones/NoQuad/8/0/0.mvt": 404, "/tiles/zones/CGCS2000Quad/0/0/0.mvt": 404, "/tiles/zones/8/0/0.mvt?fields=" + strings.Repeat("a,", 4000): 400,
		"/tiles/" + strings.Repeat("zones,", 400) + "zones/8/0/0.mvt": 400, "/tiles/zones,zones/8/0/0.mvt": 404,
	} {
		code, h, body := get(t, base+path)
		if code != want || h.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %s, want %d", path, code, h.Get("Content-Type"), body, want)
		}
	}
	r, err := http.Post(base+"/api/coverage", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", r.StatusCode)
	}
	if code, h, _ := get(t, base+"/"); code != 200 || h.Get("Content-Security-Policy") == "" {
		t.Errorf("the page: %d, CSP %q", code, h.Get("Content-Security-Policy"))
	}
	if _, _, body := get(t, base+"/metrics"); !strings.Contains(body, "qingshan_request_seconds_count") {
		t.Error("/metrics does not count requests")
	}
}

func tilesOf(t *testing.T, base string) {
	t.Helper()
	_, _, body := get(t, base+"/tiles/zones,gaps,points.json")
	var doc struct {
		Tiles  []string   `json:"tiles"`
		Bounds [4]float64 `json:"bounds"`
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil || len(doc.Tiles) != 1 {
		t.Fatalf("TileJSON: %v %s", err, body)
	}
	// The sample lies in tile 8/213/105.
	url := strings.NewReplacer("{z}", "8", "{x}", "213", "{y}", "105").Replace(doc.Tiles[0])
	code, h, raw := get(t, url)
	if code != 200 || !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("ETag") == "" {
		t.Fatalf("%s: %d %v", url, code, h)
	}
	layers, err := mvt.Unmarshal([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for _, l := range layers {
		names[l.Name] = len(l.Features)
	}
	if names["zones"] == 0 || names["points"] == 0 {
		t.Errorf("layers %v", names)
	}
	req, _ := http.NewRequest("GET", url, nil)
	req.Header.Set("If-None-Match", h.Get("ETag"))
	again, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	again.Body.Close()
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("the same ETag: %d", again.StatusCode)
	}
	if code, _, _ := get(t, base+"/tiles/zones/8/0/0.mvt"); code != http.StatusNoContent {
		t.Errorf("an empty tile: %d", code)
	}
}

// swapUnderLoad publishes new snapshots while clients ask; no request may fail, and no answer may mix snapshots.
func swapUnderLoad(t *testing.T, base, project string) (first string) {
	t.Helper()
	var doc coverageDoc
	_, _, body := get(t, base+"/api/coverage")
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-done:
					return
				default:
				}
				r, err := http.Get(base + "/api/coverage")
				if err != nil {
					t.Error(err)
					return
				}
				var d coverageDoc
				err = json.NewDecoder(r.Body).Decode(&d)
				r.Body.Close()
				if err != nil || r.StatusCode != 200 || d.Snapshot != r.Header.Get("X-Qingshan-Snapshot") {
					t.Errorf("under a swap: %d, %v, %s beside %s", r.StatusCode, err, d.Snapshot, r.Header.Get("X-Qingshan-Snapshot"))
					return
				}
			}
		}()
	}
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	last := doc.Snapshot
	ids := []string{last}
	for i := range 21 {
		if i < 3 { // three are new; then they take turns
			write(t, project, strings.Replace(string(text), "min_area_m2: 1,", fmt.Sprintf("min_area_m2: %d,", i+2), 1))
			must(t, "ingest", "--project", project)
			ids = append(ids, string(current(t, project).Manifest.ID))
		} else {
			must(t, "snapshots", "use", ids[(i+1)%len(ids)], "--project", project)
		}
		waitFor(t, "the next snapshot", func() bool {
			_, h, _ := get(t, base+"/api/coverage")
			id := h.Get("X-Qingshan-Snapshot")
			changed := id != last
			last = id
			return changed
		})
	}
	close(done)
	wg.Wait()
	return doc.Snapshot
}

// damaged flips a byte in the current snapshot: a restarted server serves the last good one and says so.
func damaged(t *testing.T, base, dir string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "store", "current"))
	if err != nil {
		t.Fatal(err)
	}
	id := strings.TrimSpace(string(b))
	pack := filepath.Join(dir, "store", "snapshots", id, "snapshot.qspack")
	content, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/3] ^= 1
	replace(t, pack, content)
	if o := qingshan(t, "verify", "--project", filepath.Join(dir, "qingshan.yaml")); o.code != exitFailed || !strings.Contains(o.stderr, "damaged") {
		t.Errorf("verify of a damaged snapshot: %d %s", o.code, o.stderr)
	}
	other, stop := startServer(t, filepath.Join(dir, "qingshan.yaml"))
	waitFor(t, "the last good snapshot", func() bool { code, _, _ := get(t, other+"/readyz"); return code == 200 })
	if _, _, body := get(t, other+"/readyz"); !strings.Contains(body, "damaged") || strings.Contains(body, "serving snapshot "+id) {
		t.Errorf("/readyz says %q", body)
	}
	if code, _, _ := get(t, base+"/api/coverage"); code != 200 {
		t.Error("the running server went down")
	}
	stop()
}

func TestTokenBeyondLoopback(t *testing.T) {
	dir, project := county.SampleCopy(t, "XS")
	write(t, filepath.Join(dir, "token"), "0123456789abcdef0123\n")
	base, _ := startServer(t, project, "--token-file", filepath.Join(dir, "token"))
	for _, c := range []struct {
		header string
		want   int
	}{{"", 401}, {"Bearer wrong-wrong-wrong", 401}, {"Bearer 0123456789abcdef0123", 200}} {
		req, _ := http.NewRequest("GET", base+"/api/coverage", nil)
		if c.header != "" {
			req.Header.Set("Authorization", c.header)
		}
		waitFor(t, "an answer", func() bool {
			r, err := http.DefaultClient.Do(req)
			if err != nil {
				return false
			}
			r.Body.Close()
			return r.StatusCode == c.want
		})
	}
	write(t, filepath.Join(dir, "token"), "short")
	if o := qingshan(t, "serve", "--project", project, "--token-file", filepath.Join(dir, "token")); o.code != exitUsage {
		t.Errorf("a short token: exit code %d", o.code)
	}
}
