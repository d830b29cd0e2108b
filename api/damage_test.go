package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/county"
)

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

// TestRequestsNoticeDamage: between two looks at the store, a request that meets a page that is not there, or a tile or a scene that does
// not meet its checksum, is refused, and the store looked through at once.
func TestRequestsNoticeDamage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	for file, c := range map[string]struct {
		spoil func(path string) error
		path  string
	}{
		snapshot.ColumnsName: {ways()[4].do, "/api/coverage?on=2026-05-05"},
		"mercator.tiles": {func(path string) error {
			return p.spoilTile(path, strings.Replace(p.paths[2], "zones,gaps", "zones", 1))
		}, p.paths[3]},
		"geographic.tiles":   {ways()[4].do, p.paths[4]},
		p.files[p.scenes[0]]: {zeroed, "/rasters/" + p.scenes[0] + p.fine + ".png"},
	} {
		path := filepath.Join(p.root, "snapshots", string(p.now), file)
		restore := kept(t, path)
		w, end := p.serveAt(time.Hour, false)
		if err := c.spoil(path); err != nil {
			t.Fatal(err)
		}
		code, _, body := w.ask(c.path)
		if code != 503 || !strings.Contains(body, "damaged") || strings.Contains(body, p.root) {
			t.Fatalf("%s: %d %.100q", file, code, body)
		}
		w.until(file, false)
		serving := p.now
		if file == snapshot.ColumnsName {
			serving = p.before
		}
		w.healthyBut(file, file, serving)
		end()
		restore(true)
	}
}

// spoilTile flips a byte of what a ready tile of one layer is made of.
func (p *patient) spoilTile(file, path string) error {
	s := New(Config{Store: p.dir})
	if err := s.Refresh(context.Background()); err != nil {
		return err
	}
	r, w := httptest.NewRequest("GET", path, nil), httptest.NewRecorder()
	r.Header.Set("Accept-Encoding", "gzip")
	s.ServeHTTP(w, r)
	all, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	packed := w.Body.Bytes()
	at := bytes.Index(all, packed[20:len(packed)-20]) // without the head and the end of a gzip member
	if at < 0 {
		return fmt.Errorf("%s is not in %s", path, file)
	}
	return edit(file, func(int64) int64 { return int64(at + len(packed)/2) }, func(b byte) []byte { return []byte{b ^ 1} })
}

// zeroed writes zeros over the first half of a file, but for its head.
func zeroed(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(make([]byte, info.Size()/10*8), 64)
	return errors.Join(err, f.Close())
}

// TestOlderSnapshotsAreWatched: an older snapshot that is kept in memory is let go when its files change or silently differ; while it
// is damaged it answers 503, and the current one goes on.
func TestOlderSnapshotsAreWatched(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := newPatient(t)
	w, end := p.serve(true)
	defer end()
	path := filepath.Join(p.root, "snapshots", string(p.before), snapshot.ColumnsName)
	for _, c := range ways() {
		restore := kept(t, path)
		asked := func(want int) {
			t.Helper()
			for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
				code, _, body := w.ask("/api/coverage?snapshot=" + string(p.before))
				if code == want {
					break
				}
				if time.Since(start) > 20*time.Second {
					t.Fatalf("%s: it answers %d, not %d: %.200s", c.name, code, want, body)
				}
			}
		}
		asked(200)
		if err := c.do(path); err != nil {
			t.Fatal(err)
		}
		asked(503)
		w.healthyBut("the older one "+c.name, "", p.now)
		if _, said := w.until("the older one "+c.name, true); !strings.HasPrefix(said, "200 ready, serving") {
			t.Errorf("%s: %s", c.name, said)
		}
		restore(c.inPlace)
		asked(200)
	}
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
	start := func(what, file string, kind store.Kind, serving snapshot.ID) {
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
