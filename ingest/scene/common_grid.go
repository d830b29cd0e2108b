package scene

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// commonGrid is a scene on a grid of its own lattice that holds all that it and others show of the features, so that no ground is
// called unobserved because it lies beyond the edge of one of them. It is the scene itself where that holds already. ok is
// false where such a grid would have far more pixels than all the scenes.
func (l *pixelLayers) commonGrid(s *snapshot.Tables, base *Scene, others []*Scene) (grown *Scene, ok bool, err error) {
	layers, err := l.of(s, base)
	if err != nil {
		return nil, false, err
	}
	features := spatial.EmptyBox()
	for _, layer := range layers {
		features = features.Union(layer.Shapes.Extent())
	}
	g := base.info.Grid
	held := spatial.Box{MaxX: float64(g.Width), MaxY: float64(g.Height)}
	pixels := float64(g.Width) * float64(g.Height)
	for _, o := range others {
		if o == base || onOneGrid(base, o) {
			continue
		}
		pixels += float64(o.info.Grid.Width) * float64(o.info.Grid.Height)
		box, err := o.extentInPixels(base, features)
		if err != nil {
			return nil, false, err
		}
		box = spatial.Box{MinX: math.Max(box.MinX, features.MinX), MinY: math.Max(box.MinY, features.MinY), MaxX: math.Min(box.MaxX, features.MaxX), MaxY: math.Min(box.MaxY, features.MaxY)}
		if !box.Empty() {
			held = held.Union(box)
		}
	}
	const rounding = 1e-6 // of a pixel: borders that meet but for digits
	c0, r0, c1, r1 := math.Floor(held.MinX+rounding), math.Floor(held.MinY+rounding), math.Ceil(held.MaxX-rounding), math.Ceil(held.MaxY-rounding)
	if c0 == 0 && r0 == 0 && c1 == float64(g.Width) && r1 == float64(g.Height) {
		return base, true, nil
	}
	if (c1-c0)*(r1-r0) > gridGrowth*pixels+smallGrid {
		return base, false, nil
	}
	return base.within(extended(g, int(c0), int(r0), int(c1), int(r1))), true, nil
}

// Such a grid may have so many times the pixels of its scenes: a drone's picture of a village is not extended over a county. Small
// ones cost nothing.
const (
	gridGrowth = 4
	smallGrid  = 1 << 22
)

// extentInPixels is the box in base's pixels that holds what a scene shows of features, which are in base's pixels too.
func (s *Scene) extentInPixels(base *Scene, features spatial.Box) (spatial.Box, error) {
	g := base.info.Grid
	if s.crs.Same(base.crs) {
		box := spatial.EmptyBox()
		for _, c := range [][2]int{{0, 0}, {s.info.Grid.Width, 0}, {0, s.info.Grid.Height}, {s.info.Grid.Width, s.info.Grid.Height}} {
			box = box.Extend(g.ToPixel(s.info.Grid.ToWorld(float64(c[0]), float64(c[1]))))
		}
		return box, nil
	}
	t, err := gdal.NewTransformer(base.crs, s.crs)
	if err != nil {
		return spatial.Box{}, err
	}
	defer t.Close()
	box, err := heldBy(s.info.Grid, features, func(xs, ys []float64) error {
		for i := range xs {
			xs[i], ys[i] = g.ToWorld(xs[i], ys[i])
		}
		return t.TransformEach(xs, ys)
	})
	if err != nil {
		return box, err
	}
	step := max(features.Width(), features.Height()) / heldSteps
	if !box.Empty() {
		box = box.Pad(step)
	}
	if border, err := s.extentIn(base.crs); err == nil { // a scene smaller than a step
		for _, c := range [][2]float64{{border.MinX, border.MinY}, {border.MaxX, border.MinY}, {border.MinX, border.MaxY}, {border.MaxX, border.MaxY}} {
			box = box.Extend(g.ToPixel(c[0], c[1]))
		}
	}
	return box, nil
}
