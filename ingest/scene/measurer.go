package scene

import (
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Measurer compares the scenes and measures the features in them. It keeps what several comparisons need, and is let go with it. Not safe
// for concurrent use.
type Measurer struct {
	Project   *project.Project
	Scenes    []*Scene
	Files     *inputs.Set // that the scenes are read from, hashed
	Working   gdalio.CRS
	Extent    spatial.Box // of everything measured, in the working CRS
	Ellipsoid area.Measure
	Earlier   *reuse.Matched  // nil where nothing can be taken over
	Previous  *reuse.Previous // nil where no file can be taken over
	Scratch   string          // a folder for derived rasters
	Report    *report.Report
	Progress  progress.Progress

	pixels    map[string][]raster.Layer // zones, cells, parcels by pixel grid
	warps     int                       // scenes resampled so far
	baselines []string                  // folders used by this run
}
