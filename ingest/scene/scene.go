package scene

import (
	"strings"

	"github.com/qingshan-gis/qingshan/data/rules"
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/project"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// Scene is one raster, inspected.
type Scene struct {
	source project.SceneSource
	info   gdal.RasterInfo
	crs    gdal.CRS
	opener raster.Opener // of its band on the grid of info
	files  []string      // that it is made of, the quality band's included
	snapshot.SceneInfo
}

// PixelCount is how many pixels the scene has.
func (s *Scene) PixelCount() int64 { return int64(s.info.Grid.Width) * int64(s.info.Grid.Height) }

// whole tells whether stored values are whole numbers.
func (s *Scene) whole() bool { return !strings.HasPrefix(s.info.DataType, "Float") }

// Name is what the scene goes by in messages: the path that the project file gives.
func (s *Scene) Name() string { return s.source.Path }

// codes tells whether the values are names of classes, which have no mean.
func (s *Scene) codes() bool { return s.source.Kind == project.KindClass && len(s.source.Classes) == 0 }

// open returns an opener of the scene's band.
func (s *Scene) open() raster.Opener { return s.opener }

// inClasses makes a band of stored values one of 1 and 0 where the project lists classes.
func (s *Scene) inClasses(open raster.Opener) raster.Opener {
	if len(s.source.Classes) == 0 {
		return open
	}
	return func() (raster.Band, error) {
		band, err := open()
		if err != nil {
			return nil, err
		}
		return &classBand{band, rules.Classes{Values: s.source.Classes}}, nil
	}
}

// FilesOf are the inputs that some scenes are made of.
func FilesOf(scenes []*Scene) map[string]bool {
	out := map[string]bool{}
	for _, s := range scenes {
		for _, path := range s.files {
			out[path] = true
		}
	}
	return out
}
