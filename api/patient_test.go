package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// patient is a store of two snapshots, of which the newer one is current.
type patient struct {
	t           *testing.T
	root        string
	dir         *store.Dir
	now, before snapshot.ID
	scenes      []string          // ids of the current snapshot's scenes, by file
	files       map[string]string // by scene's id
	healthy     map[string][]byte // answers by snapshot and path
	paths       []string          // that are asked
	fine        string            // the place of a tile that shows a scene's own pixels
}

func newPatient(t *testing.T) *patient {
	dir, _ := county.TwoNights(t)
	p := &patient{t: t, root: filepath.Join(dir, "store"), files: map[string]string{}, healthy: map[string][]byte{}}
	p.dir = store.OpenDir(p.root)
	entries, err := p.dir.List(context.Background())
	if err != nil || len(entries) != 2 {
		t.Fatal(entries, err)
	}
	if p.now, err = p.dir.Current(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.ID != p.now {
			p.before = e.ID
			continue
		}
		for _, r := range e.Manifest.Rasters {
			id := r.Quantity + "-" + r.Date.String()
			p.files[id] = r.File
			p.scenes = append(p.scenes, id)
		}
	}
	s := New(Config{Store: p.dir})
	if err := s.Refresh(context.Background()); err != nil {
		t.Fatal(err)
	}
	b := s.holder.Now().Bounds()
	tile := func(m *tilematrix.TileMatrixSet, z int) string {
		x, y := m.TileAt(z, (b[0]+b[2])/2, (b[1]+b[3])/2)
		return fmt.Sprintf("/%s/%d/%d/%d", m.ID, z, x, y)
	}
	mercator, geographic := tile(tilematrix.WebMercatorQuad(), 10), tile(tilematrix.Find("WorldCRS84Quad"), 10)
	p.fine = tile(tilematrix.WebMercatorQuad(), 15)
	p.paths = []string{"/api/coverage", "/api/gaps", "/tiles/zones,gaps" + mercator + ".mvt", "/tiles/zones" + mercator + ".mvt?fields=area_m2", "/tiles/zones" + geographic + ".mvt"}
	for _, id := range p.scenes {
		p.paths = append(p.paths, "/rasters/"+id+mercator+".png")
	}
	for _, id := range []snapshot.ID{p.now, p.before} {
		for _, path := range p.paths {
			w := httptest.NewRecorder()
			mark := "?"
			if strings.Contains(path, "?") {
				mark = "&"
			}
			s.ServeHTTP(w, httptest.NewRequest("GET", path+mark+"snapshot="+string(id), nil))
			if w.Code != 200 {
				t.Fatalf("%s of %s: %d %s", path, id, w.Code, w.Body)
			}
			p.healthy[string(id)+path] = w.Body.Bytes()
		}
	}
	return p
}

// lost tells whether a path cannot be answered while a file is damaged.
func (p *patient) lost(path, file string) bool {
	switch file {
	case "mercator.tiles":
		return strings.HasPrefix(path, "/tiles/") && strings.Contains(path, "WebMercatorQuad")
	case "geographic.tiles":
		return strings.HasPrefix(path, "/tiles/") && strings.Contains(path, "WorldCRS84Quad")
	}
	for id, scene := range p.files {
		if scene == file && strings.Contains(path, "/"+id+"/") {
			return true
		}
	}
	return false
}

// ward is a server of a patient's store.
type ward struct {
	*patient
	*httptest.Server
	log    *lines
	client *http.Client
}

// lines is a log that can be read while it is written.
type lines struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

// taken returns what was logged since it was taken last.
func (l *lines) taken() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.all.Reset()
	return l.all.String()
}

const wardPoll = 20 * time.Millisecond

// serve serves a patient's store until end is called.
func (p *patient) serve(scrubbed bool) (w *ward, end func()) { return p.serveAt(wardPoll, scrubbed) }

func (p *patient) serveAt(poll time.Duration, scrubbed bool) (w *ward, end func()) {
	w = &ward{patient: p, log: &lines{}, client: &http.Client{Timeout: 30 * time.Second}}
	s := New(Config{Store: p.dir, Log: slog.New(slog.NewTextHandler(w.log, nil)), Poll: poll})
	s.holder.AlarmPause = wardPoll
	_ = s.Refresh(context.Background())
	w.Server = httptest.NewServer(s)
	ctx, cancel := context.WithCancel(context.Background())
	var going sync.WaitGroup
	going.Go(func() { s.holder.Follow(ctx, poll) })
	if scrubbed {
		going.Go(func() { s.holder.Scrub(ctx, wardPoll, .2) })
	}
	return w, func() {
		cancel()
		w.Server.Close()
		going.Wait()
	}
}

// ask returns a status of 0 where an answer broke off.
func (w *ward) ask(path string) (code int, id, body string) {
	r, err := w.client.Get(w.URL + path)
	if err != nil {
		if os.IsTimeout(err) {
			w.t.Errorf("%s hangs", path)
		}
		return 0, "", ""
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, "", ""
	}
	return r.StatusCode, r.Header.Get("X-Qingshan-Snapshot"), string(b)
}

// until waits until the server is well, or tells of damage, and returns how long that took and what it said.
func (w *ward) until(what string, well bool) (time.Duration, string) {
	w.t.Helper()
	start, said := time.Now(), ""
	for time.Since(start) < 20*time.Second {
		code, _, body := w.ask("/readyz")
		if said = fmt.Sprint(code, " ", body); (code == 200 && !strings.Contains(body, "; but ")) == well {
			return time.Since(start), said
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("%s: after %s it says %s", what, time.Since(start), said)
	return 0, ""
}

// healthyBut asks everything: every answer is that of a sound snapshot, or says that its file is damaged, and all that can be answered
// from serving is.
func (w *ward) healthyBut(what, file string, serving snapshot.ID) {
	w.t.Helper()
	for _, path := range w.paths {
		code, id, body := w.ask(path)
		switch lost := serving != "" && w.lost(path, file); {
		case serving == "" && code == 503:
		case lost && (code != 503 || !strings.Contains(body, "damaged") || strings.Contains(body, w.root)):
			w.t.Errorf("%s: %s answers %d %.200s", what, path, code, body)
		case !lost && (code != 200 || id != string(serving) || body != string(w.healthy[id+path])):
			w.t.Errorf("%s: %s answers %d from %s (serving %s), as when sound: %v", what, path, code, id, serving, body == string(w.healthy[id+path]))
		}
	}
}

// told checks that damage of a kind stands in the metrics and /api/snapshot, and was logged, once or little more.
func (w *ward) told(what string, kind store.Kind, ready string) {
	w.t.Helper()
	_, _, metrics := w.ask("/metrics")
	if !strings.Contains(metrics, "qingshan_snapshot_damaged 1") || !strings.Contains(metrics, fmt.Sprintf("qingshan_damaged_files{kind=%q} 1", kind)) {
		w.t.Errorf("%s: the metrics do not tell of %s", what, kind)
	}
	if code, _, body := w.ask("/api/snapshot"); code == 200 && !strings.Contains(body, `"damage":"`) {
		w.t.Errorf("%s: /api/snapshot says nothing: %s", what, body)
	}
	if strings.Contains(ready, w.root) {
		w.t.Errorf("%s: /readyz names a folder of this machine: %s", what, ready)
	}
	if n := strings.Count(w.log.taken(), "the store is damaged"); n < 1 || n > 3 { // between two steps of the damage it may look
		w.t.Errorf("%s: %d lines in the log", what, n)
	}
}

// hammer asks for everything until the end, whatever comes of it, and counts answers by status.
func (w *ward) hammer() (end func() map[int]int) {
	var stop atomic.Bool
	var going sync.WaitGroup
	counts := map[int]int{}
	going.Go(func() {
		for i := 0; !stop.Load(); i++ {
			code, _, _ := w.ask(w.paths[i%len(w.paths)])
			counts[code]++
			time.Sleep(10 * time.Millisecond)
		}
	})
	return func() map[int]int {
		stop.Store(true)
		going.Wait()
		return counts
	}
}

// fileNames are the files of the current snapshot.
func (p *patient) fileNames() []string {
	entries, err := os.ReadDir(filepath.Join(p.root, "snapshots", string(p.now)))
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// kept is what a file holds, so that it can be put back: in place, or as another file.
func kept(t *testing.T, path string) (restore func(inPlace bool)) {
	t.Helper()
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return func(inPlace bool) {
		t.Helper()
		if inPlace {
			err = os.WriteFile(path, good, 0o644)
		} else {
			err = errors.Join(os.RemoveAll(path), os.WriteFile(path, good, 0o644))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// scrubbed mends the store as far as it can, and returns what is left.
func (p *patient) scrubbed() *store.Scrubbed {
	p.t.Helper()
	unlock, err := p.dir.Lock(true)
	if err != nil {
		p.t.Fatal(err)
	}
	defer unlock()
	found, err := p.dir.Scrub(context.Background())
	if err == nil {
		err = p.dir.Mend(context.Background(), found)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}
