package infer

import (
	"path/filepath"
	"strings"

	"github.com/qingshan-gis/qingshan/ingest/scene"
	"github.com/qingshan-gis/qingshan/ingest/scene/datename"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

func (s *survey) raster(dir, rel string) {
	info, err := gdal.InspectRaster(filepath.Join(dir, rel), gdal.RasterOptions{})
	if err != nil {
		s.skipped = append(s.skipped, err.Error())
		return
	}
	if !info.Placed {
		s.skipped = append(s.skipped, scene.Unplaced(rel, info).Error())
		return
	}
	scenes, not := guessBands(filepath.Join(dir, rel), rel, info)
	if not != "" {
		s.skipped = append(s.skipped, rel+": "+not)
	}
	for _, sc := range scenes {
		sc.path = rel
		s.scene(sc, rel, info)
	}
}

// scene completes a scene by its file's name and what the file says.
func (s *survey) scene(sc foundScene, rel string, info gdal.RasterInfo) {
	if d, err := datename.Of(rel); err == nil {
		sc.date = guess{value: d.String()}
	} else {
		sc.date = guess{"", err.Error() + "; add it"} // a date that is made up could be overlooked
	}
	if !info.HasCRS {
		sc.crs = guess{"EPSG:4490", "the file has no CRS"}
	}
	if strings.HasSuffix(info.DataType, "Int16") && info.Scale == 1 && sc.kind.value == "" {
		sc.scale = guess{"0.0001", "16-bit scenes usually hold an index × 10,000"}
	}
	s.scenes = append(s.scenes, sc)
}
