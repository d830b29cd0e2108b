package ingest

import (
	"math"

	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// weights say how much ground each pixel of a scene in degrees holds, in parts of one in the middle of the scene; nil for a
// projected scene, whose pixels are taken as equal.
func (s *scene) weights() *raster.Weights {
	if s.crs.Projected() {
		return nil
	}
	g := s.info.Grid
	if g.Affine[2] != 0 || g.Affine[4] != 0 { // rows do not run along parallels
		middle := s.pixelM2(g.Width/2, g.Height/2)
		return &raster.Weights{At: func(col, row int) float64 { return s.pixelM2(col, row) / middle }}
	}
	rows := make([]float64, g.Height)
	middle := s.pixelM2(0, g.Height/2)
	for r := range rows {
		rows[r] = s.pixelM2(0, r) / middle
	}
	return &raster.Weights{Rows: rows}
}

// pixelM2 is the ellipsoidal area of a pixel of a scene in degrees: that of the strip between the parallels through the ends of its
// sides, narrowed to what the pixel holds where the grid is turned.
func (s *scene) pixelM2(col, row int) float64 {
	g := s.info.Grid
	_, middle := g.ToWorld(float64(col)+0.5, float64(row)+0.5)
	height := math.Abs(g.Affine[4]) + math.Abs(g.Affine[5])
	return float64(area.BetweenParallels(middle-height/2, middle+height/2, g.PixelArea()/height))
}
