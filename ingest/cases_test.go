package ingest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/internal/shared"
)

// oneCase ingests a project file of one of the shared cases in a copy of its folder.
func oneCase(t *testing.T, name, proj string) (*Result, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(shared.Path(t, "cases", name))); err != nil {
		t.Fatal(err)
	}
	p, err := project.Load(filepath.Join(dir, proj))
	if err != nil {
		t.Fatal(err)
	}
	return Run(context.Background(), p, Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)})
}

// taken is a case that must be published.
func taken(t *testing.T, name, project string) *Result {
	t.Helper()
	r, err := oneCase(t, name, project)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// readField reads one field of a source's layer as an ingest does.
func readField(t *testing.T, dir, timezone string, s project.Source, field string) ([]string, error) {
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
