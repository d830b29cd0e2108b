package clean

import (
	"github.com/qingshan-gis/qingshan/ingest/progress"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/ingest/report"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// Cleaner reads layers into one working CRS, snaps and repairs what they hold, and refuses what cannot be used.
type Cleaner struct {
	project  *project.Project
	working  gdal.CRS
	report   *report.Report
	progress progress.Progress

	extents map[*source.Layer]spatial.Box // of their rows that stay, in the working CRS
}

// New is one that has read nothing yet. What it refuses and repairs goes into the report.
func New(p *project.Project, working gdal.CRS, rep *report.Report, bars progress.Progress) *Cleaner {
	return &Cleaner{project: p, working: working, report: rep, progress: bars, extents: map[*source.Layer]spatial.Box{}}
}
