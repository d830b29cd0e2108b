package scene

import (
	"path/filepath"

	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Input is what the stage of the scenes takes.
type Input struct {
	Project   *project.Project
	Scenes    []*Scene
	Files     *inputs.Set // that the scenes are read from, hashed
	Working   gdal.CRS
	Extent    spatial.Box // of everything measured, in the working CRS
	Ellipsoid area.Measure
	Earlier   *reuse.Matched  // nil where nothing can be taken over
	Previous  *reuse.Previous // nil where no file can be taken over
	Scratch   string          // a folder for derived rasters
	Report    *report.Report
	Progress  progress.Progress
}

// Measurer compares the scenes and measures the features in them. It keeps what several comparisons need, and is let go with it. Not safe
// for concurrent use.
type Measurer struct {
	Input
	pixels    *pixelLayers
	resampler *resampler
	baselines *baselines
}

// NewMeasurer is one that has measured nothing yet.
func NewMeasurer(in Input) *Measurer {
	r := &resampler{scratch: in.Scratch, report: in.Report, progress: in.Progress}
	return &Measurer{Input: in, pixels: newPixelLayers(in.Working), resampler: r, baselines: &baselines{
		root: filepath.Join(in.Project.StorePath(), baselinesFolder), scratch: in.Scratch, files: in.Files, resampler: r, report: in.Report, progress: in.Progress}}
}

// ForgetBaselines removes the store's baselines that this run did not need: the next night continues the ones it did.
func (m *Measurer) ForgetBaselines() error { return m.baselines.forget() }
