package ingest

import (
	"github.com/qingshan-gis/qingshan/ingest/inputs"
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/reuse"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// measurer compares the scenes and measures the features in them. It keeps what several comparisons need, and is let go with it. Not safe
// for concurrent use.
type measurer struct {
	project   *project.Project
	scenes    []*scene
	files     *inputs.Set // that the scenes are read from, hashed
	working   gdal.CRS
	extent    spatial.Box // of everything measured, in the working CRS
	ellipsoid area.Measure
	earlier   *reuse.Matched  // nil where nothing can be taken over
	previous  *reuse.Previous // nil where no file can be taken over
	scratch   string          // a folder for derived rasters
	report    *report.Report
	progress  progress.Progress

	pixels    map[string][]raster.Layer // zones, cells, parcels by pixel grid
	warps     int                       // scenes resampled so far
	baselines []string                  // folders used by this run
}
