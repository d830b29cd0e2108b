package ingest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/internal/delivery"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// fragile panics in a phase: as it begins, or at its first step, in whichever goroutine that comes.
type fragile struct {
	progress.Quiet
	phase  string
	atStep bool
	now    string
}

func (f *fragile) Start(phase string, _ int) {
	f.now = phase
	if phase == f.phase && !f.atStep {
		panic("dropped")
	}
}

func (f *fragile) Step(int) {
	if f.now == f.phase && f.atStep {
		panic("dropped")
	}
}

// TestFaultsEndAsSentences: a panic at any phase of an ingest, in the run's own goroutine or in a worker's, ends as an error that
// names the phase, the line of the program and, in workers, the row, zone, cell or patch at hand. Nothing is left behind, the
// store is free, and the next run publishes.
func TestFaultsEndAsSentences(t *testing.T) {
	p, dir := delivery.EveryTable(t)
	left := func() (names []string) {
		for _, folder := range []string{"store", "store/snapshots"} {
			entries, err := os.ReadDir(filepath.Join(dir, folder))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if name := e.Name(); name != "lock" && name != "snapshots" {
					names = append(names, folder+"/"+name)
				}
			}
		}
		return names
	}
	options := func() ingest.Options { return ingest.Options{Now: time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)} }
	for _, c := range []struct {
		phase  string
		atStep bool
		on     string // what the sentence names besides the phase
	}{
		{"read", false, ""}, {"overlay", false, ""}, {"attribute patches", false, ""}, {"publish", false, ""}, {"check", false, ""},
		{"read", true, "zones.gpkg, layer zones, row "}, {"unassigned ground", true, "zone "}, {"overlay", true, "zone "},
		{"contested ground", true, "zone "}, {"overlapping cells", true, "cell C"}, {"attribute patches", true, "patch 1 of rule drop"},
		{"drop 2026-08-01 → 2026-09-01", true, ""}, {"map tiles of ndvi 2026-08-01", true, ""}, {"statistics of ndvi 2026-09-01", true, ""},
	} {
		o := options()
		o.Progress = &fragile{phase: c.phase, atStep: c.atStep}
		_, err := ingest.Run(t.Context(), p, o)
		var fault *parallel.Fault
		if !errors.As(err, &fault) || fault.Value != "dropped" || !strings.Contains(fault.At, "ingest_test/fault_test.go:") {
			t.Errorf("%s: %v", c.phase, err)
			continue
		}
		for _, words := range []string{"nothing was published", c.phase, c.on, fault.At, "please report this line"} {
			if !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %q does not say %q in one line", c.phase, err, words)
			}
		}
		if l := left(); len(l) > 0 {
			t.Errorf("%s: left behind %v", c.phase, l)
		}
	}
	o := options()
	o.Tiles = func(_ context.Context, s *snapshot.Snapshot, _ string, _ func(int), _ func()) ([]string, error) {
		return []string{s.Cells.ID[s.Cells.Len()]}, nil // beyond its end
	}
	if _, err := ingest.Run(t.Context(), p, o); err == nil || !strings.Contains(err.Error(), "index out of range") {
		t.Errorf("tiles: %v", err)
	}
	if l := left(); len(l) > 0 {
		t.Errorf("tiles: left behind %v", l)
	}
	if _, err := ingest.Run(t.Context(), p, options()); err != nil {
		t.Errorf("the run after all these: %v", err)
	}
}
