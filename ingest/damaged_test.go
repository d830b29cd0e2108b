package ingest_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// flipped changes a byte in the middle of a file, in place: all snapshots that share it have the damage.
func flipped(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte{b[len(b)/2] ^ 1}, int64(len(b)/2))
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestDamageIsNotTakenOver: of a current snapshot with a damaged scene or report nothing damaged comes into the next one, all else is
// taken over, and the report says so; the same delivery again mends the snapshot itself. A scene that is damaged between being checked
// and being linked is noticed before anything is published.
func TestDamageIsNotTakenOver(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	p, dir := delivery.EveryTable(t)
	st := store.OpenDir(p.StorePath())
	text, err := os.ReadFile(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	night := 0
	run := func(o ingest.Options) (*ingest.Result, error) {
		t.Helper()
		p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		o.Now = time.Date(2026, 10, 1, 8, night, 0, 0, time.UTC)
		return ingest.Run(ctx, p, o)
	}
	another := func() { // whose snapshot has another id
		night++
		delivery.WriteFile(t, filepath.Join(dir, "qingshan.yaml"), strings.Replace(string(text), "quarantine_limit: 1,", "quarantine_limit: 1, coverage: {min_area_m2: "+string(rune('1'+night))+"},", 1))
	}
	first, err := run(ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	scenes := map[string]string{}
	for _, f := range first.Snapshot.Manifest.Files {
		if filepath.Ext(f.Name) == snapshot.RasterExt {
			scenes[f.Name] = f.SHA256
		}
	}
	if len(scenes) == 0 {
		t.Fatal("no scene's file")
	}
	whole := func(r *ingest.Result, what string) {
		t.Helper()
		if _, err := st.Get(ctx, r.ID); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for _, f := range r.Snapshot.Manifest.Files {
			if want, ok := scenes[f.Name]; ok && f.SHA256 != want {
				t.Errorf("%s: the damaged %s was taken over", what, f.Name)
			}
		}
	}
	scene := slices.Min(slices.Collect(maps.Keys(scenes)))
	last := first
	for _, name := range []string{scene, report.FileName} {
		folder, err := st.Folder(last.ID)
		if err != nil {
			t.Fatal(err)
		}
		flipped(t, filepath.Join(folder, name))
		another()
		next, err := run(ingest.Options{})
		if err != nil {
			t.Fatal(err)
		}
		whole(next, "the night after damage in "+name)
		notes := strings.Join(next.Report.Notes, "\n")
		if !strings.Contains(notes, "are damaged, and nothing was taken over from them: "+name) || !strings.Contains(notes, "was taken over from snapshot") {
			t.Errorf("%s: the report says\n%s", name, notes)
		}
		again, err := run(ingest.Options{})
		if err != nil || !again.Unchanged {
			t.Errorf("%s: the same delivery again: %+v, %v", name, again, err)
		}
		if folder, err = st.Folder(next.ID); err != nil {
			t.Fatal(err)
		}
		flipped(t, filepath.Join(folder, name))
		if again, err = run(ingest.Options{}); err != nil || !again.Built || again.ID != next.ID {
			t.Errorf("%s: the same delivery after damage: %+v, %v", name, again, err)
		}
		whole(again, "mended "+name)
		last = again
	}
	another()
	before := last.ID
	folder, err := st.Folder(before)
	if err != nil {
		t.Fatal(err)
	}
	_, err = run(ingest.WithBuilt(ingest.Options{}, func(*snapshot.Snapshot) { flipped(t, filepath.Join(folder, scene)) }))
	if err == nil || !strings.Contains(err.Error(), scene+", which was taken over from the current snapshot, was damaged meanwhile") {
		t.Errorf("damage after the check: %v", err)
	}
	if now, err := st.Current(ctx); err != nil || now != before {
		t.Errorf("current is %s, %v", now, err)
	}
	next, err := run(ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole(next, "the run after it")
}
