package scene

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/clean/densify"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
	"github.com/qingshan-gis/qingshan/spatial/raster"
)

// pixelLayers are the features in the pixel planes of scenes.
type pixelLayers struct {
	working gdal.CRS
	known   map[string][]raster.Layer // by pixel grid
}

func newPixelLayers(working gdal.CRS) *pixelLayers {
	return &pixelLayers{working: working, known: map[string][]raster.Layer{}}
}

// of are zones, cells and parcels in a scene's pixel plane; scenes on one grid share them.
func (l *pixelLayers) of(s *snapshot.Tables, sc *Scene) ([]raster.Layer, error) {
	key := fmt.Sprint(sc.info.Grid, sc.crs.WKT())
	if known, ok := l.known[key]; ok {
		return known, nil
	}
	layers := make([]raster.Layer, 3)
	layers[0].Parents = s.Zones.Parent
	for i, p := range []*spatial.Polygons{s.Zones.Shapes, s.Cells.Shapes, s.Parcels.Shapes} {
		var err error
		if layers[i].Shapes, err = l.toPixels(p, sc); err != nil {
			return nil, err
		}
	}
	l.known[key] = layers
	return layers, nil
}

// pixelArea is what one pixel counts for towards a rule's minimum area: the scene's own square metres, so that the same
// number of pixels passes everywhere. Scenes in degrees take the pixel in their middle; one that reaches far beyond the zones,
// whose box in its pixels is given, takes the pixel in theirs.
func (s *Scene) pixelArea(zones spatial.Box) (float64, error) {
	g := s.info.Grid
	if s.crs.Projected() {
		return g.PixelArea(), nil
	}
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return 0, err
	}
	u, v := float64(g.Width)/2, float64(g.Height)/2
	if !zones.Pad(max(zones.Width(), zones.Height())).Contains(u, v) {
		u, v = zones.Center()
	}
	x, y := g.ToWorld(u, v)
	local := gdal.LambertEqualArea(x, y)
	c, r := math.Floor(u), math.Floor(v)
	var xs, ys []float64
	for _, p := range [][2]float64{{c, r}, {c, r + 1}, {c + 1, r + 1}, {c + 1, r}, {c, r}} {
		x, y := g.ToWorld(p[0], p[1])
		xs, ys = append(xs, x), append(ys, y)
	}
	if err := gdal.Transform(lonlat, local, xs, ys); err != nil {
		return 0, fmt.Errorf("%s: %w", s.source.Path, err)
	}
	var ring []float64
	for i := range xs {
		ring = append(ring, xs[i], ys[i])
	}
	a := spatial.RingArea(ring)
	return max(a, -a), nil
}

// toPixels maps a layer from the working CRS to the scene's pixel plane.
func (l *pixelLayers) toPixels(p *spatial.Polygons, s *Scene) (*spatial.Polygons, error) {
	g := s.info.Grid
	if s.crs.Same(l.working) {
		out := *p
		out.Coords = make([]float64, len(p.Coords))
		for i := 0; i < len(p.Coords); i += 2 {
			out.Coords[i], out.Coords[i+1] = g.ToPixel(p.Coords[i], p.Coords[i+1])
		}
		return &out, nil
	}
	t, err := gdal.NewTransformer(l.working, s.crs)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var b spatial.Builder
	for f := range p.Len() {
		// maxStray is in metres and pixels are metres wide, so measuring it in thousandths of a pixel is as fine.
		mp, err := densify.Polygons(p.Feature(f), func(xs, ys []float64) error {
			if err := t.Transform(xs, ys); err != nil {
				return err
			}
			for i := range xs {
				xs[i], ys[i] = g.ToPixel(xs[i], ys[i])
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.source.Path, err)
		}
		b.Add(mp)
	}
	return b.Build(), nil
}
