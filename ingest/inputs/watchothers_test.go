package inputs_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/edits"
	"github.com/qingshan-gis/qingshan/ingest/infer"
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/plangrid"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/internal/delivery"
)

// atStep does something once, at the first step of any work.
type atStep struct {
	progress.Quiet
	do func()
}

func (a *atStep) Step(int) {
	if a.do != nil {
		a.do()
	}
	a.do = nil
}

// watchedFolder is a folder with zones, cells and their project; replaced puts another file in the place of one of them, of the same
// size.
func watchedFolder(t *testing.T) (dir string, replaced func(name string)) {
	t.Helper()
	dir = t.TempDir()
	delivery.LayerFile(t, filepath.Join(dir, "z.gpkg"), "EPSG:4549", []string{"code"}, delivery.One(delivery.Ground, "1"))
	delivery.LayerFile(t, filepath.Join(dir, "c.gpkg"), "EPSG:4549", []string{"gid"}, delivery.One(delivery.Ground, "1"))
	delivery.WriteFile(t, filepath.Join(dir, "qingshan.yaml"), "date: 2026-10-01\n"+fmt.Sprintf(delivery.ZonesAndCells, "gpkg"))
	return dir, func(name string) {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		delivery.WriteFile(t, filepath.Join(dir, "other"), string(content))
		if err := os.Rename(filepath.Join(dir, "other"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEditsChangedWhileRead: edited cells that are replaced while they are read are refused by name.
func TestEditsChangedWhileRead(t *testing.T) {
	dir, replaced := watchedFolder(t)
	p, err := project.Load(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := ingest.Run(t.Context(), p, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	edits := func(do func()) error {
		_, _, err := edits.Read(t.Context(), p, r.Snapshot, edits.Options{Path: filepath.Join(dir, "c.gpkg"), Progress: &atStep{do: do}})
		return err
	}
	var changed *inputs.ChangedError
	if err := edits(func() { replaced("c.gpkg") }); !errors.As(err, &changed) || !strings.Contains(err.Error(), "c.gpkg: it changed while it was read (another file has taken its place)") {
		t.Errorf("replaced: %v", err)
	}
	for name, do := range map[string]func(){"left alone": nil, "another file": func() { replaced("z.gpkg") }} {
		if err := edits(do); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestZonesChangedUnderAGrid: zones that are replaced while a grid is laid over them are refused, and no file is written.
func TestZonesChangedUnderAGrid(t *testing.T) {
	dir, replaced := watchedFolder(t)
	p, err := project.LoadZones(filepath.Join(dir, "qingshan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "grid.gpkg")
	_, err = plangrid.Write(t.Context(), p, plangrid.Options{Size: 1000, Out: out, Progress: &atStep{do: func() { replaced("z.gpkg") }}})
	var changed *inputs.ChangedError
	if there, _ := inputs.Exists(out); !errors.As(err, &changed) || there {
		t.Errorf("%v; the file is there: %v", err, there)
	}
	if _, err := plangrid.Write(t.Context(), p, plangrid.Options{Size: 1000, Out: out, Progress: progress.Quiet{}}); err != nil {
		t.Errorf("left alone: %v", err)
	}
}

// looking is a context that does something whenever it is asked whether it has ended: between two files of a survey.
type looking struct {
	context.Context
	do func()
}

func (l *looking) Err() error {
	l.do()
	return l.Context.Err()
}

// TestFilesChangedUnderASurvey: what is replaced while a folder is looked at is told of in the proposed project file.
func TestFilesChangedUnderASurvey(t *testing.T) {
	for _, replace := range []bool{true, false} {
		dir, replaced := watchedFolder(t)
		if err := os.Remove(filepath.Join(dir, "qingshan.yaml")); err != nil {
			t.Fatal(err)
		}
		p, err := infer.WriteProject(&looking{t.Context(), func() {
			if replace {
				replaced("c.gpkg")
			}
		}}, dir)
		if err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(p.Text, "c.gpkg: it changed while it was looked at"); told != replace || strings.Contains(p.Text, "z.gpkg: it changed") {
			t.Errorf("replaced %v, told %v\n%s", replace, told, p.Text)
		}
	}
}
