package ingest

import (
	"context"
	"fmt"

	"github.com/qingshan-gis/qingshan/data/coverage"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/data/store"
	"github.com/qingshan-gis/qingshan/ingest/clean"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/ingest/scene"
)

// environment is where a run works and whom it tells. It holds no result of any stage.
type environment struct {
	project  *project.Project
	store    *store.Dir
	scratch  string // a folder for derived files, removed at the end
	report   *report.Report
	progress progress.Progress
}

// build makes a snapshot of the sources: they are cleaned, cut against each other, named, measured in the scenes. linked are files of
// the previous snapshot that the new one shares.
func build(ctx context.Context, e environment, src *sources, t *snapshot.Tables, o Options) (s *snapshot.Snapshot, linked []snapshot.FileInfo, err error) {
	var previous *reuse.Previous
	if !o.Fresh {
		if previous, err = reuse.LoadPrevious(ctx, e.store, e.report); err != nil {
			return nil, nil, err
		}
	}
	c, err := cleanSources(ctx, e, src, previous, t)
	if err != nil {
		return nil, nil, err
	}
	o.foretell(src.scenes, t, e.store)
	earlier, err := reuse.Match(ctx, previous, t)
	if err != nil {
		return nil, nil, err
	}
	if err := overlayFacts(ctx, e, t, c.StickOut, earlier); err != nil {
		return nil, nil, err
	}
	h, err := openHistory(ctx, e, earlier, t.Manifest.Created)
	if err != nil {
		return nil, nil, err
	}
	if err := h.nameGaps(ctx, t); err != nil {
		return nil, nil, err
	}
	c.RemarkContested(t, e.report)
	m := scene.NewMeasurer(scene.Input{Project: e.project, Scenes: src.scenes, Files: src.files, Working: c.Working, Extent: c.Extent, Ellipsoid: t.Manifest.Ellipsoid,
		Earlier: earlier, Previous: previous, Scratch: e.scratch, Report: e.report, Progress: e.progress})
	if linked, err = measure(ctx, m, h, t); err != nil {
		return nil, nil, err
	}
	if s, err = t.Build(); err != nil {
		return nil, nil, err
	}
	return s, linked, conclude(ctx, s)
}

// cleanSources fills t with what the layers and tables hold, and refuses the run where too much of it was refused or an input has
// changed.
func cleanSources(ctx context.Context, e environment, src *sources, previous *reuse.Previous, t *snapshot.Tables) (*clean.Result, error) {
	in := clean.Input{Project: e.project, Layers: src.layers, Files: src.files, Previous: previous, Report: e.report, Progress: e.progress}
	for _, sc := range src.scenes {
		in.Footprints = append(in.Footprints, sc)
	}
	out, err := clean.Read(ctx, in, t)
	if err != nil {
		return nil, err
	}
	remarkShrunk(ctx, e)
	ofScenes := scene.FilesOf(src.scenes)
	if err := src.files.Unchanged(ctx, func(path string) bool { return !ofScenes[path] }); err != nil {
		return nil, err
	}
	if err := e.report.CheckQuarantine(e.project.Rules); err != nil {
		return nil, err
	}
	t.Manifest.Missing, t.Manifest.Refused = missing(e, src.layers.Zones, t), e.report.RefusedRows()
	return out, nil
}

// measure adds to t what the scenes show: changes, named as in the snapshots before, series, and what maps are drawn from. linked are the
// files of these that the previous snapshot has, too.
func measure(ctx context.Context, m *scene.Measurer, h *history, t *snapshot.Tables) (linked []snapshot.FileInfo, err error) {
	if err := m.Changes(ctx, t); err != nil {
		return nil, err
	}
	if err := h.namePatches(ctx, t); err != nil {
		return nil, err
	}
	if err := m.Series(ctx, t); err != nil {
		return nil, err
	}
	if linked, err = m.Rasters(ctx, t); err != nil {
		return nil, err
	}
	ofScenes := scene.FilesOf(m.Scenes)
	if err := m.Files.Unchanged(ctx, func(path string) bool { return ofScenes[path] }); err != nil {
		return nil, err
	}
	return linked, m.ForgetBaselines()
}

// conclude proves the sums and writes counts into the manifest.
func conclude(ctx context.Context, s *snapshot.Snapshot) error {
	cov, err := coverage.New(s, nil).Coverage(ctx, coverage.Query{})
	if err != nil {
		return err
	}
	if err := coverage.CheckSums(s, cov.Rows); err != nil {
		return fmt.Errorf("the result does not add up and was not published: %w", err)
	}
	s.Manifest.Sums = cov.Total.Totals
	s.Manifest.Counts = s.Counts()
	return nil
}
