package bundle

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/internal/oldstore"
	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// fixtureTiles are those of the small snapshot that the repository keeps.
func fixtureTiles(t testing.TB) (*snapshot.Snapshot, *serve.Set) {
	t.Helper()
	root := t.TempDir()
	id := oldstore.Write(t, "schema-1", root)
	s, err := store.OpenDir(root).Get(context.Background(), snapshot.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	set, err := serve.Load(context.Background(), s, "")
	if err != nil {
		t.Fatal(err)
	}
	return s, set
}

func namesIn(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

var nothing = Progress{Total: func(int) {}, Step: func(int) {}}

type writer func(context.Context, *serve.Set, Wanted, string, Progress) (Written, error)

// TestNothingIsLeftBehind: not by an export that fails or is broken off, however far it came; what a killed one left goes with the
// next into the same folder, whatever its name; what another one is at, and what is none of ours, stays.
func TestNothingIsLeftBehind(t *testing.T) {
	_, set := fixtureTiles(t)
	for name, write := range map[string]writer{"a.pmtiles": WritePMTiles, "a.mbtiles": WriteMBTiles} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		wanted := Wanted{Layers: []string{"zones"}, MaxZoom: 6}
		ended, end := context.WithCancel(context.Background())
		end()
		for what, try := range map[string]func() error{
			"broken off": func() error { _, err := write(ended, set, wanted, path, nothing); return err },
			"broken off midway": func() error {
				ctx, stop := context.WithCancel(context.Background())
				_, err := write(ctx, set, wanted, path, Progress{Total: func(int) { stop() }, Step: func(int) {}})
				return err
			},
			"no such layer": func() error {
				_, err := write(context.Background(), set, Wanted{Layers: []string{"roads"}}, path, nothing)
				return err
			},
			"no such zone": func() error {
				_, err := write(context.Background(), set, Wanted{Layers: []string{"zones"}, Zone: "x"}, path, nothing)
				return err
			},
			"a panic": func() (err error) {
				defer func() { err = errors.New("it panicked"); _ = recover() }()
				_, _ = write(context.Background(), set, wanted, path, Progress{Total: func(int) { panic("x") }})
				return nil
			},
			"no place": func() error {
				_, err := write(context.Background(), set, wanted, filepath.Join(dir, "none", name), nothing)
				return err
			},
		} {
			if err := try(); err == nil {
				t.Errorf("%s, %s: no error", name, what)
			}
			if left := namesIn(t, dir); len(left) > 0 {
				t.Errorf("%s, %s: left behind %v", name, what, left)
			}
		}

		killed, err := beginPending(filepath.Join(dir, "yesterday"+name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(killed.file("tiles"), make([]byte, 1000), 0o644); err != nil {
			t.Fatal(err)
		}
		killed.lock.Close() // as the system does when a program ends
		working, err := beginPending(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Mkdir(filepath.Join(dir, ".pending-theirs"), 0o755), os.WriteFile(filepath.Join(dir, ".pending-1"), nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		if _, err := write(context.Background(), set, wanted, path, nothing); err != nil {
			t.Fatal(err)
		}
		want := []string{".pending-1", ".pending-theirs", filepath.Base(working.folder), name}
		slices.Sort(want)
		if left := namesIn(t, dir); !slices.Equal(left, want) {
			t.Errorf("%s: there are %v, want %v", name, left, want)
		}
		working.remove()
	}
}

// TestKilledBesideItsLock: a program that was killed before its folder had a lock, or after it had none any more, leaves a folder that
// goes with the next export, too.
func TestKilledBesideItsLock(t *testing.T) {
	dir := t.TempDir()
	killed, err := beginPending(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(killed.lock.Close(), os.Remove(killed.file(pendingLock)), os.WriteFile(killed.file("tiles"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	sweepPending(dir)
	if left := namesIn(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
