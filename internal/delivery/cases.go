package delivery

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// Case ingests a project file of one of the shared cases in a copy of its folder.
func Case(t *testing.T, name, proj string) (*ingest.Result, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shared.Path(t, "cases", name))); err != nil {
		t.Fatal(err)
	}
	p, err := project.Load(filepath.Join(dir, proj))
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Run(context.Background(), p, ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
}

// TakenCase is a case that must be published.
func TakenCase(t *testing.T, name, project string) *ingest.Result {
	t.Helper()
	r, err := Case(t, name, project)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// ReadField reads one field of a source's layer as an ingest does.
func ReadField(t *testing.T, dir, timezone string, s project.Source, field string) ([]string, error) {
	t.Helper()
	p := project.New(filepath.Join(dir, "q.yaml"))
	p.Timezone = timezone
	l, err := (&source.Opener{Project: p, Report: &report.Report{}}).OpenAt("cells", s, p.Resolve(s.Path))
	if err != nil {
		return nil, err
	}
	var out []string
	err = l.Read(t.Context(), []string{field}, "", func(rows []source.Row) error {
		for _, r := range rows {
			out = append(out, r.Texts[0])
		}
		return nil
	})
	return out, err
}

// CopyOfCase is a writable copy of a shared case.
func CopyOfCase(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(dir, os.DirFS(shared.Path(t, "cases", name))); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chmod(path, 0o755)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// CaseYAML is a case's project file with words replaced.
func CaseYAML(t *testing.T, dir, name string, oldNew ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(append(oldNew, "date: 2026-10-01\n", "")...).Replace(string(text))
}
