package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
)

// published is a small county with a published snapshot, and a way to change its delivery so that the next ingest has work.
type published struct {
	t       *testing.T
	dir     string
	project string
	text    string
	edits   int
}

func publish(t *testing.T, dir string) *published {
	t.Helper()
	p := &published{t: t, dir: dir, project: filepath.Join(dir, "qingshan.yaml")}
	must(t, "sample", "--scale", "XS", dir)
	must(t, "ingest", "--project", p.project)
	text, err := os.ReadFile(p.project)
	if err != nil {
		t.Fatal(err)
	}
	p.text = string(text)
	return p
}

// edit changes a rule, and with it the next snapshot's id.
func (p *published) edit() {
	p.edits++
	write(p.t, p.project, strings.Replace(p.text, "min_area_m2: 1,", fmt.Sprintf("min_area_m2: %d,", 1+p.edits), 1))
}

func (p *published) store() *store.Dir { return store.OpenDir(filepath.Join(p.dir, "store")) }

// sound checks that every visible snapshot is whole, and returns the current one.
func (p *published) sound() snapshot.ID {
	p.t.Helper()
	ctx := context.Background()
	entries, err := p.store().List(ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, e := range entries {
		if _, err := p.store().Get(ctx, e.ID); err != nil {
			p.t.Errorf("a visible snapshot is not whole: %v", err)
		}
	}
	s, damage, err := store.GetCurrent(ctx, p.store())
	if err != nil || damage != nil {
		p.t.Fatalf("current: %v, %v", err, damage)
	}
	return s.Manifest.ID
}

// leftovers lists what an ingest did not clean up.
func (p *published) leftovers() []string {
	var out []string
	for _, dir := range []string{"store", filepath.Join("store", "snapshots")} {
		entries, err := os.ReadDir(filepath.Join(p.dir, dir))
		if err != nil {
			p.t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(e.Name(), "pending") {
				out = append(out, filepath.Join(dir, e.Name()))
			}
		}
	}
	return out
}

// TestKilledAnywhere kills an ingest at many random points before it is done: what was served is served still, nothing
// half-written is visible, and the next run succeeds and cleans up. How long a run takes varies with the machine's mood:
// a kill that came too late does not count, and shortens the span in which the next ones fall.
func TestKilledAnywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := publish(t, t.TempDir())
	p.edit()
	start := time.Now()
	must(t, "ingest", "--project", p.project)
	span := time.Since(start)
	const kills, attempts = 60, 240
	interrupted, late := 0, 0
	for interrupted < kills && interrupted+late < attempts {
		before := p.sound()
		p.edit()
		cmd := program(t, "ingest", "--project", p.project)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration((float64(interrupted%20) + rand.Float64()) / 20 * 1.1 * float64(span)))
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait()
		if p.sound() == before {
			interrupted++
			continue
		}
		late++
		span = span * 19 / 20
	}
	t.Logf("%d kills before the switch, %d after it", interrupted, late)
	if interrupted < 50 {
		t.Errorf("only %d ingests were interrupted", interrupted)
	}
	before := p.sound()
	p.edit()
	must(t, "ingest", "--project", p.project)
	if p.sound() == before {
		t.Error("the next run published nothing")
	}
	if left := p.leftovers(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestFullDisk runs out of space at many points, on a small file system of its own.
func TestFullDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	dir := t.TempDir()
	const size = 16 << 20
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a small tmpfs cannot be mounted here (it takes root): %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	p := publish(t, dir)
	filler := filepath.Join(dir, "filler")
	full := 0
	for free := int64(0); free < 2400<<10; free += 96 << 10 {
		before := p.sound()
		p.edit()
		fill(t, filler, dir, free)
		o := qingshan(t, "ingest", "--project", p.project)
		if o.code == 0 {
			break
		}
		full++
		if o.code != exitFailed || !strings.Contains(o.stderr, "space") && !strings.Contains(o.stderr, "full") {
			t.Errorf("%d kB free: exit code %d, %s", free>>10, o.code, o.stderr)
		}
		if now := p.sound(); now != before {
			t.Errorf("%d kB free: a failed ingest changed the current snapshot", free>>10)
		}
		if left := p.leftovers(); len(left) > 0 {
			t.Errorf("%d kB free: left behind %v", free>>10, left)
		}
	}
	if full < 5 {
		t.Errorf("the disk was full only %d times", full)
	}
	os.Remove(filler)
	p.edit()
	must(t, "ingest", "--project", p.project)
	p.sound()
}

// fill leaves so many bytes free in the file system of dir.
func fill(t *testing.T, path, dir string, free int64) {
	t.Helper()
	os.Remove(path)
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	n := int64(fs.Bavail)*fs.Bsize - free
	if n <= 0 {
		return
	}
	if err := os.WriteFile(path, make([]byte, n), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestTwoIngestsAtOnce: the second refuses, or waits where it is told to.
func TestTwoIngestsAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := publish(t, t.TempDir())
	p.edit()
	unlock, err := p.store().Lock(false)
	if err != nil {
		t.Fatal(err)
	}
	before := p.sound()
	if o := qingshan(t, "ingest", "--project", p.project); o.code != exitFailed || !strings.Contains(o.stderr, "another ingest") || !strings.Contains(o.stderr, "--wait") {
		t.Errorf("exit code %d: %s", o.code, o.stderr)
	}
	waiting := program(t, "ingest", "--wait", "--project", p.project)
	if err := waiting.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	if p.sound() != before {
		t.Error("an ingest published while another held the store")
	}
	unlock()
	if err := waiting.Wait(); err != nil {
		t.Errorf("the waiting ingest: %v", err)
	}
	if p.sound() == before {
		t.Error("the waiting ingest published nothing")
	}
	if _, err := p.store().Get(context.Background(), "no-such"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
}
