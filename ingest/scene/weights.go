package scene

import (
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// weights are the square metres of a scene's pixels where those differ by latitude; nil for a projected scene, whose pixels
// have one size in its plane.
func (s *Scene) weights() *raster.Weights {
	g := s.info.Grid
	a := g.Affine
	switch {
	case s.crs.Projected():
		return nil
	case a[2] == 0 && a[4] == 0:
		return &raster.Weights{Rows: area.DegreeRows(a[3], a[5], a[1], g.Height)}
	}
	return &raster.Weights{At: func(col, row int) float64 {
		_, lat := g.ToWorld(float64(col)+0.5, float64(row)+0.5)
		return g.PixelArea() * float64(area.Degree(lat))
	}}
}
