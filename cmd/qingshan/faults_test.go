//go:build linux

package main

import (
	"cmp"
	"errors"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/qingshan-gis/qingshan/internal/faults"
	"github.com/qingshan-gis/qingshan/internal/iofault"
)

// itself is this test binary as qingshan.
func itself(t testing.TB) faults.Program {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return faults.Program{Path: path, Env: []string{"QINGSHAN_AS_PROGRAM=1"}}
}

// sampled is how thin the trials of each work are here; `make faults` makes them all.
var sampled = map[string]int{"first ingest": 2500, "next ingest": 1000, "ingest of nothing new": 120, "ingest of an earlier state": 200, "ingest over a damaged snapshot": 2500,
	"ingest of a database with a log": 2500, "verify": 200, "snapshots scrub": 60}

const defaultSample = 8

// swallowed are the calls whose failure was once taken for something else: for a file that is not there, the end of a file, a success.
func swallowed(work string) *regexp.Regexp {
	return regexp.MustCompile(cmp.Or(map[string]string{
		"next ingest":                       `^(newfstatat (t0\.tif|cells\.(dbf|prj|cpg)) #[567]|openat cells\.dbf #[48]|read townships\.geojson #20|pwrite64 .*/snapshot\.gpkg #1[67])$`,
		"ingest over a damaged snapshot":    `^openat store/snapshots/ID1/manifest\.json #1$`,
		"ingest of nothing new":             `^read store/snapshots/ID1/mercator\.tiles #1$`,
		"export pmtiles":                    `qingshan\.lock|^unlinkat`,
		"snapshots delete, the current one": `store/current #`,
		"snapshots retain":                  `ID[12]/manifest\.json #1$`,
		"verify":                            `^newfstatat store/snapshots/ID2 #`,
	}[work], "^$"))
}

// TestFaultAtACall fails or kills each work at a sample of its calls: what was published stays and is whole, the program refuses with a
// sentence or does what it should, and the next run leaves what an undisturbed one does. See docs/reliability.md.
func TestFaultAtACall(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	var all faults.Tally
	s := stand(t)
	for _, w := range faults.Works() {
		b := bench(t, s, w)
		n := cmp.Or(sampled[w.Name], defaultSample)
		plan, once := faults.Every(b.Places), swallowed(w.Name)
		tally := try(t, b, append(faults.Thin(plan, n), slices.DeleteFunc(plan, func(p faults.Planned) bool { return !once.MatchString(p.Place.String()) })...))
		tally.Points = len(b.Places)
		t.Logf("%-34s %v", w.Name, tally)
		all.Add(tally)
		if w.Name == "next ingest" {
			t.Run("publishing", func(t *testing.T) { t.Log(try(t, b, faults.Every(publishing(b.Places)))) })
		}
	}
	t.Logf("%-34s %v", "all", all)
}

// publishing are the calls by which something gets its name in the store, or is made durable.
func publishing(places []faults.Place) (out []faults.Place) {
	for _, p := range places {
		if c := p.Point.Call; strings.HasPrefix(p.File, "store") && (strings.HasPrefix(c, "rename") || strings.HasPrefix(c, "link") || strings.HasSuffix(c, "sync") || strings.HasPrefix(c, "mkdir")) {
			out = append(out, p)
		}
	}
	return out
}

func stand(t *testing.T) *faults.Stand {
	t.Helper()
	s, err := faults.NewStand(itself(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func bench(t *testing.T, s *faults.Stand, w faults.Work) *faults.Bench {
	t.Helper()
	b, err := s.Bench(w)
	if errors.Is(err, iofault.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func try(t *testing.T, b *faults.Bench, plan []faults.Planned) (tally faults.Tally) {
	t.Helper()
	err := b.TryAll(t.Context(), runtime.NumCPU(), plan, func(trial faults.Trial) {
		tally.Count(trial)
		for _, wrong := range trial.Wrong {
			t.Errorf("%v: %s: %s", trial, wrong, trial.Sentence())
		}
	})
	if err := errors.Join(err, b.Unspoilt()); err != nil {
		t.Fatal(err)
	}
	return tally
}
