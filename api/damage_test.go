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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
	"github.com/qingshan-gis/qingshan/tiles"
)

// way is one way in which a file can be damaged.
type way struct {
	name    string
	inPlace bool // the file stays the same one: whoever has it mapped, or has it under another name, has the damage
	silent  bool // by a glance nothing has changed
	do      func(path string) error
}

// ways are those for a file of a snapshot.
func ways() []way {
	flip := func(at func(size int64) int64) func(path string) error {
		return func(path string) error { return edit(path, at, func(b byte) []byte { return []byte{b ^ 1} }) }
	}
	start := func(int64) int64 { return 0 }
	middle := func(size int64) int64 { return size / 2 }
	end := func(size int64) int64 { return size - 1 }
	cut := func(to func(size int64) int64) func(path string) error {
		return func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return os.Truncate(path, to(info.Size()))
		}
	}
	instead := func(put func(path string) error) func(path string) error {
		return func(path string) error { return errors.Join(os.Remove(path), put(path)) }
	}
	out := []way{
		{"flipped at its start", true, false, flip(start)},
		{"flipped in its middle", true, false, flip(middle)},
		{"flipped at its end", true, false, flip(end)},
		{"flipped without a trace", true, true, func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			return errors.Join(flip(middle)(path), os.Chtimes(path, time.Time{}, info.ModTime()))
		}},
		{"cut to nothing", true, false, cut(start)},
		{"cut to half", true, false, cut(middle)},
		{"cut by a byte", true, false, cut(end)},
		{"grown", true, false, func(path string) error {
			return edit(path, end, func(b byte) []byte { return []byte{b, b} })
		}},
		{"replaced", false, false, func(path string) error {
			return errors.Join(os.WriteFile(path+".new", []byte("another file"), 0o644), os.Rename(path+".new", path))
		}},
		{"deleted", false, false, os.Remove},
		{"a folder", false, false, instead(func(path string) error { return os.Mkdir(path, 0o755) })},
		{"a FIFO", false, false, instead(func(path string) error { return syscall.Mkfifo(path, 0o644) })},
	}
	if os.Geteuid() != 0 { // who reads all files
		out = append(out, way{"unreadable", false, false, func(path string) error { return os.Chmod(path, 0) }})
	}
	return out
}

// edit writes over a byte of a file, in place.
func edit(path string, at func(size int64) int64, change func(b byte) []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err := f.ReadAt(b[:], at(info.Size())); err != nil {
		return err
	}
	_, err = f.WriteAt(change(b[0]), at(info.Size()))
	return err
}

// pointerWays are those for the file that names the current snapshot.
func pointerWays() []way {
	holds := func(text string) func(path string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o644) }
	}
	out := []way{{"empty", false, false, holds("")}, {"of nobody's", false, false, holds("nobody\n")}, {"of no name", false, false, holds("../..\n")},
		{"a novel", false, false, holds(strings.Repeat("a", 1<<20))}}
	for _, w := range ways() {
		if !w.inPlace {
			out = append(out, w)
		}
	}
	return out
}

// folderWays are those for whole folders.
func folderWays() []way {
	away := func(path string) error { return os.Rename(path, path+".away") }
	return []way{
		{"moved away", false, false, away},
		{"empty", false, false, func(path string) error { return errors.Join(away(path), os.Mkdir(path, 0o755)) }},
		{"a file", false, false, func(path string) error { return errors.Join(away(path), os.WriteFile(path, nil, 0o644)) }},
		{"a FIFO", false, false, func(path string) error { return errors.Join(away(path), syscall.Mkfifo(path, 0o644)) }},
	}
}

// patient is a store of two snapshots, of which the newer one is current.
type patient struct {
	t           *testing.T
	root        string
	dir         *store.Dir
	now, before data.SnapshotID
	scenes      []string          // ids of the current snapshot's scenes, by file
	files       map[string]string // by scene's id
	healthy     map[string][]byte // answers by snapshot and path
	paths       []string          // that are asked
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
	b := s.holder.current.Load().Bounds()
	tile := func(m *tiles.Matrix) string {
		x, y := m.Locate(10, (b[0]+b[2])/2, (b[1]+b[3])/2)
		return fmt.Sprintf("/%s/10/%d/%d", m.ID, x, y)
	}
	mercator, geographic := tile(tiles.WebMercatorQuad()), tile(tiles.FindMatrix("WorldCRS84Quad"))
	p.paths = []string{"/api/coverage", "/api/gaps", "/tiles/zones,gaps" + mercator + ".mvt", "/tiles/zones" + mercator + ".mvt?fields=area_m2", "/tiles/zones" + geographic + ".mvt"}
	for _, id := range p.scenes {
		p.paths = append(p.paths, "/rasters/"+id+mercator+".png")
	}
	for _, id := range []data.SnapshotID{p.now, p.before} {
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

// serve serves a patient's store until the test ends, or end is called.
func (p *patient) serve(scrubbed bool) (w *ward, end func()) {
	w = &ward{patient: p, log: &lines{}, client: &http.Client{Timeout: 30 * time.Second}}
	s := New(Config{Store: p.dir, Log: slog.New(slog.NewTextHandler(w.log, nil)), Poll: wardPoll})
	s.holder.alarmPause = wardPoll
	_ = s.Refresh(context.Background())
	w.Server = httptest.NewServer(s)
	ctx, cancel := context.WithCancel(context.Background())
	var going sync.WaitGroup
	going.Go(func() { s.holder.follow(ctx, wardPoll) })
	if scrubbed {
		going.Go(func() { s.holder.scrub(ctx, wardPoll, .2) })
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
		time.Sleep(3 * time.Millisecond)
	}
	w.t.Fatalf("%s: after %s it says %s", what, time.Since(start), said)
	return 0, ""
}

// healthyBut asks everything: every answer is that of a sound snapshot, or says that its file is damaged, and all that can be answered
// from serving is.
func (w *ward) healthyBut(what, file string, serving data.SnapshotID) {
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
			time.Sleep(5 * time.Millisecond)
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

// TestDamageWhileServing damages every file of the snapshot being served in every way, while everything is asked for without a pause: it
// is noticed, told and mended, the good rest is served, and never is an answer given that is not that of a sound snapshot once the
// damage is told.
//
//testrun:plain
func TestDamageWhileServing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	w, end := p.serve(true)
	defer end()
	counted := w.hammer()
	total, latest, latestSilent := 0, time.Duration(0), time.Duration(0)
	for _, file := range p.fileNames() {
		for _, c := range ways() {
			total++
			what, path := file+" "+c.name, filepath.Join(p.root, "snapshots", string(p.now), file)
			restore := kept(t, path)
			w.log.taken()
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			took, ready := w.until(what, false)
			if c.silent {
				latestSilent = max(latestSilent, took)
			} else {
				latest = max(latest, took)
			}
			kind, serving := store.KindOf(file), p.now
			if kind == store.KindColumns && c.inPlace {
				serving = p.before
			}
			if w.healthyBut(what, file, serving); t.Failed() {
				t.Fatalf("%s\n%s", ready, w.log.taken())
			}
			w.told(what, kind, ready)
			left := p.scrubbed()
			if shared := kind == store.KindScene && !c.inPlace; shared && left.Left() > 0 {
				t.Errorf("%s: scrub leaves %+v", what, left.Damaged)
			}
			if left.Left() > 0 {
				restore(c.inPlace)
			}
			w.until(what+", mended", true)
			w.healthyBut(what+", mended", "", p.now)
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d ways, noticed within %s, those without a trace within %s; answers meanwhile by status: %v", total, latest, latestSilent, counted())
}

// TestDamagedStoreWhileServing damages the file that names the current snapshot, and takes folders away: the service goes on with what
// it has, tells it, and takes the store up again when it is back.
func TestDamagedStoreWhileServing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	w, end := p.serve(false)
	defer end()
	total, latest := 0, time.Duration(0)
	pointer := filepath.Join(p.root, "current")
	for _, c := range pointerWays() {
		what := "current " + c.name
		w.log.taken()
		if err := c.do(pointer); err != nil {
			t.Fatal(err)
		}
		took, ready := w.until(what, false)
		total, latest = total+1, max(latest, took)
		w.healthyBut(what, "", p.now)
		w.told(what, store.KindPointer, ready)
		if left := p.scrubbed(); left.Left() > 0 {
			t.Errorf("%s: scrub leaves %+v", what, left.Damaged)
		}
		w.until(what+", mended", true)
	}
	for _, folder := range []struct {
		path string
		kind store.Kind
	}{{p.root, store.KindStore}, {filepath.Join(p.root, "snapshots"), store.KindStore}, {filepath.Join(p.root, "snapshots", string(p.now)), ""}} {
		for _, c := range folderWays() {
			what := filepath.Base(folder.path) + " " + c.name
			w.log.taken()
			if err := c.do(folder.path); err != nil {
				t.Fatal(err)
			}
			took, ready := w.until(what, false)
			total, latest = total+1, max(latest, took)
			w.healthyBut(what, "", p.now)
			if folder.kind != "" {
				w.told(what, folder.kind, ready)
			}
			if err := errors.Join(os.RemoveAll(folder.path), os.Rename(folder.path+".away", folder.path)); err != nil {
				t.Fatal(err)
			}
			w.until(what+", back", true)
			w.healthyBut(what+", back", "", p.now)
		}
	}
	t.Logf("%d ways, noticed within %s", total, latest)
}

// TestIngestMends: of a store whose current snapshot is damaged in all its files, and whose pointer is, the same delivery makes a sound
// one, which a server takes up; what the snapshot before shares with it is mended from there.
//
//testrun:plain
func TestIngestMends(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	w, end := p.serve(false)
	defer end()
	project := filepath.Join(filepath.Dir(p.root), county.ProjectName)
	flip := ways()[1].do
	for what, damage := range map[string]func() error{
		"all files": func() (err error) {
			for _, file := range p.fileNames() {
				err = errors.Join(err, flip(filepath.Join(p.root, "snapshots", string(p.now), file)))
			}
			return err
		},
		"no files": func() error { return os.RemoveAll(filepath.Join(p.root, "snapshots", string(p.now))) },
		"a FIFO for current": func() error {
			path := filepath.Join(p.root, "current")
			return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o644))
		},
		"a folder for current": func() error {
			path := filepath.Join(p.root, "current")
			return errors.Join(os.Remove(path), os.Mkdir(path, 0o755))
		},
	} {
		if err := damage(); err != nil {
			t.Fatal(err)
		}
		w.until(what, false)
		if err := county.Ingest(project); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		w.until(what+", ingested", true)
		w.healthyBut(what+", ingested", "", p.now)
		if left := p.scrubbed(); left.Left() > 0 {
			t.Errorf("%s: scrub leaves %+v", what, left.Damaged)
		}
	}
}

// TestDamageBeforeStart: a server that starts on a damaged store serves what is sound and tells the rest.
//
//testrun:plain
func TestDamageBeforeStart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	total := 0
	start := func(what, file string, kind store.Kind, serving data.SnapshotID) {
		t.Helper()
		w, end := p.serve(false)
		defer end()
		total++
		_, ready := w.until(what, false)
		w.healthyBut(what, file, serving)
		w.told(what, kind, ready)
	}
	for _, file := range p.fileNames() {
		path := filepath.Join(p.root, "snapshots", string(p.now), file)
		for _, c := range ways() {
			restore := kept(t, path)
			if err := c.do(path); err != nil {
				t.Fatal(err)
			}
			kind, serving := store.KindOf(file), p.now
			if slices.Contains([]store.Kind{store.KindColumns, store.KindManifest}, kind) {
				serving = p.before
			}
			start(file+" "+c.name, file, kind, serving)
			restore(c.inPlace)
		}
	}
	pointer := filepath.Join(p.root, "current")
	for _, c := range pointerWays() {
		restore := kept(t, pointer)
		if err := c.do(pointer); err != nil {
			t.Fatal(err)
		}
		start("current "+c.name, "", store.KindPointer, p.now)
		restore(false)
	}
	t.Logf("%d ways", total)
}
