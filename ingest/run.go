package ingest

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
)

// Options for a run. The zero value works.
type Options struct {
	Progress progress.Progress
	Log      *slog.Logger
	Wait     bool      // for another ingest instead of refusing
	Fresh    bool      // take nothing over from the current snapshot
	Now      time.Time // default the present
	// Tiles, if given, adds the tile pyramids to the folder of a snapshot before it is sealed. step may be called from several
	// goroutines. notes go into the report.
	Tiles TilesWriter
	// Abandon, if set, ends the program. It is called when ctx has ended and the run has not returned for as long as Patience
	// (default [DefaultPatience]): a library that does not look up cannot be stopped otherwise. What was not published is gone then.
	Abandon  func()
	Patience time.Duration
	// CheckTiles opens what Tiles wrote as a server does, once the folder is sealed; s lies in the folder's files.
	CheckTiles func(s *snapshot.Snapshot, folder string) error
	// EstimateTiles says about how many tiles Tiles will make, and how many bytes. Where that is much, it is told before the work.
	EstimateTiles func(s *snapshot.Tables) (tiles, bytes int64)
	// Tell is given lines that a person should read while the run goes on.
	Tell func(line string)
	// TilesVersion changes when Tiles would make other files of the same snapshot: it is then built anew.
	TilesVersion string

	built func(s *snapshot.Snapshot) // a test's look at, or hand in, what is about to be written
}

// TilesWriter writes the tiles of a snapshot into its folder; total is told how many steps there are, step is called at each.
type TilesWriter func(ctx context.Context, s *snapshot.Snapshot, folder string, total func(steps int), step func()) (notes []string, err error)

// Result says what a run did.
type Result struct {
	ID        snapshot.ID
	Built     bool // the sources were read and a new snapshot published
	Unchanged bool // inputs and rules are those of the current snapshot: nothing was published
	Snapshot  *snapshot.Snapshot
	Report    *report.Report
	Took      time.Duration
}

// Run reads what the project names, builds a snapshot and publishes it. Where it fails, what is being served stays. A panic on the
// way, in whichever goroutine, is an error that wraps a [*parallel.Fault].
func Run(ctx context.Context, p *project.Project, o Options) (result *Result, err error) {
	start := time.Now()
	if o.Progress == nil {
		o.Progress = progress.Quiet{}
	}
	phase := &phased{Progress: o.Progress}
	o.Progress = phase
	defer phase.explain(&err)
	defer parallel.Caught(&err, nil)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // of the current snapshot's mapped file
	if o.Now.IsZero() {
		o.Now = start
	}
	dir := store.OpenDir(p.StorePath())
	unlock, err := dir.LockContext(ctx, o.Wait)
	if err != nil {
		return nil, err
	}
	defer unlock()
	defer o.watch(ctx, dir)()
	scratch, remove, err := dir.Scratch()
	if err != nil {
		return nil, err
	}
	defer remove()
	e := environment{project: p, store: dir, scratch: scratch, report: &report.Report{}, progress: o.Progress}
	result = &Result{Report: e.report}
	src, err := openSources(ctx, e)
	if err != nil {
		return result, err
	}
	t, err := newTables(p, src, o)
	if err != nil {
		return result, err
	}
	result.ID = t.Manifest.ID
	if result.Snapshot, err = known(ctx, e, result.ID); err != nil {
		return &Result{Report: e.report}, err
	}
	if result.Snapshot == nil {
		return makeNew(ctx, e, src, t, o, start)
	}
	result.Took = time.Since(start)
	if current, err := dir.Current(ctx); err == nil && current == result.ID {
		result.Unchanged = true
		return result, nil
	}
	return result, dir.SetCurrent(ctx, result.ID)
}

// makeNew builds a snapshot that the store does not have and publishes it.
func makeNew(ctx context.Context, e environment, src *sources, t *snapshot.Tables, o Options, start time.Time) (*Result, error) {
	failed := &Result{Report: e.report}
	s, linked, err := build(ctx, e, src, t, o)
	if err != nil {
		return failed, err
	}
	if o.built != nil {
		o.built(s)
	}
	id := s.Manifest.ID
	err = e.store.Put(ctx, id, func(folder string) error {
		if err := write(ctx, e, folder, s, linked, o.Tiles); err != nil {
			return err
		}
		return prove(ctx, e.progress, folder, id, o.CheckTiles)
	})
	if err != nil {
		return failed, err
	}
	if err := e.store.SetCurrent(ctx, id); err != nil {
		return failed, err
	}
	return &Result{ID: id, Built: true, Snapshot: s, Report: e.report, Took: time.Since(start)}, nil
}
