package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/spatial/parallel"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Options for a run. The zero value works.
type Options struct {
	Progress Progress
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
	CheckTiles func(s *data.Snapshot, folder string) error
	// EstimateTiles says about how many tiles Tiles will make, and how many bytes. Where that is much, it is told before the work.
	EstimateTiles func(s *data.Tables) (tiles, bytes int64)
	// Tell is given lines that a person should read while the run goes on.
	Tell func(line string)
	// TilesVersion changes when Tiles would make other files of the same snapshot: it is then built anew.
	TilesVersion string

	built func(s *data.Snapshot) // a test's look at, or hand in, what is about to be written
}

// TilesWriter writes the tiles of a snapshot into its folder; total is told how many steps there are, step is called at each.
type TilesWriter func(ctx context.Context, s *data.Snapshot, folder string, total func(steps int), step func()) (notes []string, err error)

// Result says what a run did.
type Result struct {
	ID        data.SnapshotID
	Built     bool // the sources were read and a new snapshot published
	Unchanged bool // inputs and rules are those of the current snapshot: nothing was published
	Snapshot  *data.Snapshot
	Report    *Report
	Took      time.Duration
}

// Run reads what the project names, builds a snapshot and publishes it. Where it fails, what is being served stays. A panic on the
// way, in whichever goroutine, is an error that wraps a [*parallel.Fault].
func Run(ctx context.Context, p *Project, o Options) (result *Result, err error) {
	start := time.Now()
	if o.Progress == nil {
		o.Progress = Quiet{}
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
	in := &intake{project: p, report: &Report{}, progress: o.Progress, inputs: map[string]data.Input{}, fresh: o.Fresh, tilesVersion: o.TilesVersion, hasClass: map[*vectorLayer]bool{}, pixels: map[string][]raster.Layer{}}
	scratch, remove, err := dir.Scratch()
	if err != nil {
		return nil, err
	}
	defer remove()
	in.scratch, in.project = scratch, p.withScratch(scratch)
	t, err := in.prepare(ctx, o.Now)
	if err != nil {
		return &Result{Report: in.report}, err
	}
	id := t.Manifest.ID
	if known, err := in.known(ctx, dir, id); err != nil {
		return &Result{Report: in.report}, err
	} else if known != nil {
		current, err := dir.Current(ctx)
		if err == nil && current == id {
			return &Result{ID: id, Unchanged: true, Snapshot: known, Report: in.report, Took: time.Since(start)}, nil
		}
		return &Result{ID: id, Snapshot: known, Report: in.report, Took: time.Since(start)}, dir.SetCurrent(ctx, id)
	} else if errors.Is(err, store.ErrScarce) {
		return nil, err
	}
	in.foretell = func() { o.foretell(in, t, dir) }
	s, err := in.build(ctx, dir, t)
	if err != nil {
		return &Result{Report: in.report}, err
	}
	if o.built != nil {
		o.built(s)
	}
	err = dir.Put(ctx, id, func(folder string) error {
		if err := in.write(ctx, folder, s, o.Tiles); err != nil {
			return err
		}
		return in.prove(ctx, folder, id, o.CheckTiles)
	})
	if err != nil {
		return &Result{Report: in.report}, err
	}
	if err := dir.SetCurrent(ctx, id); err != nil {
		return &Result{Report: in.report}, err
	}
	return &Result{ID: id, Built: true, Snapshot: s, Report: in.report, Took: time.Since(start)}, nil
}

// prepare opens every source and derives the snapshot's id from the files' hashes, before any work is done on them.
func (in *intake) prepare(ctx context.Context, now time.Time) (*data.Tables, error) {
	p := in.project
	on := p.Date
	if on == data.NoDate {
		on = data.DateOf(now.In(p.zone()))
	}
	s := data.NewTables(data.Manifest{Schema: data.SchemaVersion, Name: p.Name, Created: now.UTC().Truncate(time.Second), On: on, Timezone: p.Timezone, Rules: p.Rules, Accounting: data.Accounting})
	var err error
	if in.scenes, err = in.inspectScenes(ctx); err != nil {
		return nil, err
	}
	for _, sc := range in.scenes {
		s.Manifest.Scenes = append(s.Manifest.Scenes, sc.SceneInfo)
	}
	if in.layers, err = in.open(ctx); err != nil {
		return nil, err
	}
	for _, t := range []TableSource{p.Registry.Chiefs, p.Registry.Rangers, p.Registry.Assignments} {
		if t.Path != "" {
			in.addInput(p.Resolve(t.Path), t.Path)
		}
	}
	return s, in.hashInputs(ctx, s)
}

func (in *intake) build(ctx context.Context, dir *store.Dir, s *data.Tables) (*data.Snapshot, error) {
	if err := in.loadCurrent(ctx, dir); err != nil {
		return nil, err
	}
	if err := in.read(ctx, s); err != nil {
		return nil, err
	}
	in.remarkShrunk(ctx, dir)
	scenes := filesOf(in.scenes)
	if err := in.unchanged(ctx, func(path string) bool { return !scenes[path] }); err != nil {
		return nil, err
	}
	if err := in.report.judgeQuarantine(in.project.Rules); err != nil {
		return nil, err
	}
	s.Manifest.Missing, s.Manifest.Refused = in.missing(s), in.report.refusedRows()
	if in.foretell != nil {
		in.foretell()
	}
	var err error
	if in.earlier, err = in.recall(ctx, s); err != nil {
		return nil, err
	}
	if err := in.overlayFacts(ctx, s); err != nil {
		return nil, err
	}
	before, err := in.published(ctx, dir)
	if err != nil {
		return nil, err
	}
	entries, err := dir.List(ctx)
	if err != nil {
		return nil, err
	}
	in.remarkClock(entries, s.Manifest.Created)
	if err := in.gaps(ctx, before, entries, s); err != nil {
		return nil, err
	}
	in.checkSiblings(s)
	if err := in.changes(ctx, s); err != nil {
		return nil, err
	}
	if err := in.patches(ctx, before, entries, s); err != nil {
		return nil, err
	}
	if err := in.series(ctx, s); err != nil {
		return nil, err
	}
	if err := in.rasters(ctx, s); err != nil {
		return nil, err
	}
	if err := in.unchanged(ctx, func(path string) bool { return scenes[path] }); err != nil {
		return nil, err
	}
	in.earlier, in.old, in.pixels = nil, nil, nil
	if err := in.forgetBaselines(); err != nil {
		return nil, err
	}
	out, err := s.Build()
	if err != nil {
		return nil, err
	}
	return out, in.conclude(ctx, out)
}

// conclude proves the sums and writes counts into the manifest.
func (in *intake) conclude(ctx context.Context, s *data.Snapshot) error {
	cov, err := data.NewCoverage(s, nil).Coverage(ctx, data.CoverageQuery{})
	if err != nil {
		return err
	}
	if err := data.CheckSums(s, cov.Rows); err != nil {
		return fmt.Errorf("the result does not add up and was not published: %w", err)
	}
	s.Manifest.Sums = cov.Total.Totals
	s.Manifest.Counts = s.Counts()
	return nil
}

func (in *intake) addInput(path, name string) {
	in.watched.watch(path)
	in.inputs[path] = data.Input{Path: name}
}

// relative is a path as the project file would write it, so that snapshots name no machine.
func (in *intake) relative(path string) string {
	rel, err := filepath.Rel(filepath.Dir(in.project.path), path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.Base(path)
	}
	return rel
}

// sumInputs records size and SHA-256 of every file that is read, a shapefile's companions included.
func (in *intake) sumInputs(ctx context.Context) error {
	for path, input := range maps.Clone(in.inputs) {
		others, err := companionsOf(path)
		if err != nil {
			return err
		}
		for _, other := range others {
			in.inputs[other] = data.Input{Path: strings.TrimSuffix(input.Path, filepath.Ext(input.Path)) + filepath.Ext(other)}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(in.inputs)) {
		input := in.inputs[path]
		if c, copied := in.copies[path]; copied {
			input.SHA256, input.Bytes = c.sum, c.bytes
		} else {
			var err error
			if input.SHA256, input.Bytes, err = hashPath(ctx, path); err != nil {
				return err
			}
		}
		in.inputs[path] = input
	}
	return nil
}

// hashInputs puts what was read into the manifest, with its hashes, and derives the snapshot's id from them, the rules and the date.
func (in *intake) hashInputs(ctx context.Context, s *data.Tables) error {
	if err := in.sumInputs(ctx); err != nil {
		return err
	}
	h := sha256.New()
	for _, path := range slices.Sorted(maps.Keys(in.inputs)) {
		s.Manifest.Inputs = append(s.Manifest.Inputs, in.inputs[path])
		fmt.Fprintln(h, in.inputs[path].SHA256)
	}
	project := *in.project
	project.Store, project.path = "", ""
	settings, err := json.Marshal(project)
	if err != nil {
		return err
	}
	// A program that reads the same files otherwise, or accounts otherwise for their ground, makes another snapshot: what an older one
	// got wrong must not stay current as "unchanged".
	fmt.Fprintf(h, "%d %d.%d %s %s %s", data.SchemaVersion, readingVersion, data.Accounting, s.Manifest.On, settings, in.tilesVersion)
	s.Manifest.ID = data.SnapshotID(strings.ReplaceAll(s.Manifest.On.String(), "-", "") + "-" + hex.EncodeToString(h.Sum(nil))[:12])
	return nil
}

// hashPath hashes a file, or a folder (a File Geodatabase) by its files.
func hashPath(ctx context.Context, path string) (sum string, size int64, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", 0, fmt.Errorf("%s: no such file; correct its path in the project file", path)
	}
	if err != nil {
		return "", 0, err
	}
	if !info.IsDir() {
		return store.HashFile(ctx, path)
	}
	h := sha256.New()
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", 0, err
	}
	for _, e := range entries {
		one, n, err := store.HashFile(ctx, filepath.Join(path, e.Name()))
		if err != nil {
			return "", 0, err
		}
		fmt.Fprintln(h, e.Name(), one)
		size += n
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
