package scene

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// extentIn is the box of another CRS that holds the scene's border. It fails where some of the border has no place there.
func (s *Scene) extentIn(crs gdal.CRS) (spatial.Box, error) {
	const steps = 16
	var xs, ys []float64
	g := s.info.Grid
	for i := range steps + 1 {
		c, r := float64(g.Width)*float64(i)/steps, float64(g.Height)*float64(i)/steps
		for _, p := range [][2]float64{{c, 0}, {c, float64(g.Height)}, {0, r}, {float64(g.Width), r}} {
			x, y := g.ToWorld(p[0], p[1])
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	if !s.crs.Same(crs) {
		if err := gdal.Transform(s.crs, crs, xs, ys); err != nil {
			return spatial.Box{}, fmt.Errorf("%s: %w; check its CRS %s", s.source.Path, err, s.crs)
		}
	}
	box := spatial.EmptyBox()
	for i := range xs {
		box = box.Extend(xs[i], ys[i])
	}
	return box, nil
}

// ExtentAround is the box of another CRS that holds what of the scene lies in around; beyond it may reach anywhere. A scene
// that covers a continent or the world has a border that bounds nothing in a county's CRS, or has no place in it: there the
// box is taken from the other side, by the places of around that lie in the scene; it is empty where none does.
func (s *Scene) ExtentAround(crs gdal.CRS, around spatial.Box) (spatial.Box, error) {
	box, failed := s.extentIn(crs)
	if s.crs.Same(crs) {
		return box, failed
	}
	t, err := gdal.NewTransformer(crs, s.crs)
	if err != nil {
		return box, err
	}
	defer t.Close()
	seen, err := heldBy(s.info.Grid, around, t.TransformEach)
	if err != nil {
		return box, err
	}
	step := max(around.Width(), around.Height()) / heldSteps
	within := box.Pad(-2 * step)
	switch near := box.Pad(step / 2); {
	case failed != nil && seen.Empty():
		return box, failed
	case failed != nil:
		return seen, nil
	case seen.Empty() && !within.Empty() && within.Intersects(around): // it surrounds places none of which it holds
		return seen, nil
	case seen.Empty() || near.Contains(seen.MinX, seen.MinY) && near.Contains(seen.MaxX, seen.MaxY):
		return box, nil // a side that curves between its points strays by far less than a step of the places looked at
	}
	return box.Union(seen), nil
}

// heldSteps is how many steps a side of a box is looked at in.
const heldSteps = 32

// heldBy is the part of a box that lies in a grid, by points that transform brings into the grid's CRS: no more than one step
// too small or too large on a side.
func heldBy(g raster.Grid, box spatial.Box, transform func(xs, ys []float64) error) (spatial.Box, error) {
	var xs, ys []float64
	for i := range heldSteps + 1 {
		for j := range heldSteps + 1 {
			xs = append(xs, box.MinX+box.Width()*float64(i)/heldSteps)
			ys = append(ys, box.MinY+box.Height()*float64(j)/heldSteps)
		}
	}
	us, vs := append([]float64(nil), xs...), append([]float64(nil), ys...)
	if err := transform(us, vs); err != nil {
		return spatial.Box{}, err
	}
	out := spatial.EmptyBox()
	for i := range us {
		if col, row := g.ToPixel(us[i], vs[i]); col >= 0 && row >= 0 && col <= float64(g.Width) && row <= float64(g.Height) {
			out = out.Extend(xs[i], ys[i])
		}
	}
	return out, nil
}
