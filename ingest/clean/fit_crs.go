package clean

import (
	"fmt"
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/ingest/source"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/crsapprox"
	"github.com/qingshan-gis/qingshan/spatial/gdal"
)

// extentStep is the size in metres to which the extent of measures is rounded: a county that grows by some cells is
// measured by the same coefficients as before, so that its old results stay comparable to the last bit.
const extentStep = 20_000

func roundOut(b spatial.Box) spatial.Box {
	down := func(v float64) float64 { return math.Floor(v/extentStep) * extentStep }
	up := func(v float64) float64 { return math.Ceil(v/extentStep) * extentStep }
	return spatial.Box{MinX: down(b.MinX), MinY: down(b.MinY), MaxX: up(b.MaxX), MaxY: up(b.MaxY)}
}

const (
	// lonLatTolerance is in degrees, about a micrometre; metreTolerance in metres.
	lonLatTolerance = 1e-11
	metreTolerance  = 1e-5
)

// Footprint is a scene as far as its place matters.
type Footprint interface {
	// Name is what the scene goes by in messages.
	Name() string
	// ExtentAround is the box of another CRS that holds what of the scene lies in around.
	ExtentAround(crs gdal.CRS, around spatial.Box) (spatial.Box, error)
}

// fitCRS fits transformations and the ellipsoidal measure over everything that is measured: all layers, and scenes as far
// as they lie around them. It fills the manifest, and returns the extent in the working CRS.
func fitCRS(working gdal.CRS, s *snapshot.Tables, scenes []Footprint) (extent spatial.Box, err error) {
	box := s.Delivered()
	around := box.Pad(math.Max(50_000, math.Max(box.Width(), box.Height())/2))
	for _, sc := range scenes {
		e, err := sc.ExtentAround(working, around)
		if err != nil {
			return extent, err
		}
		if !e.Intersects(s.Zones.Shapes.Extent()) {
			return extent, fmt.Errorf("%s: the scene does not overlap the zones (it covers %s, the zones %s in %s); check its CRS and place, or take it out of `scenes:`",
				sc.Name(), source.BoxText(e), source.BoxText(s.Zones.Shapes.Extent()), working)
		}
		box = box.Union(spatial.Box{MinX: math.Max(e.MinX, around.MinX), MinY: math.Max(e.MinY, around.MinY), MaxX: math.Min(e.MaxX, around.MaxX), MaxY: math.Min(e.MaxY, around.MaxY)})
	}
	extent = roundOut(box.Pad(1000))
	lonlat, err := gdal.ParseCRS("EPSG:4490")
	if err != nil {
		return extent, err
	}
	out, err := gdal.NewTransformer(working, lonlat)
	if err != nil {
		return extent, err
	}
	defer out.Close()
	back, err := gdal.NewTransformer(lonlat, working)
	if err != nil {
		return extent, err
	}
	defer back.Close()
	m := &s.Manifest
	toLonLat := crsapprox.Refined(out.Transform, back.Transform)
	if m.ToLonLat, err = crsapprox.Fit(toLonLat, extent, lonLatTolerance); err != nil {
		return extent, fmt.Errorf("working CRS %s: %w", working, err)
	}
	if m.Ellipsoid, err = area.Ellipsoidal(toLonLat, extent); err != nil {
		return extent, fmt.Errorf("working CRS %s: %w", working, err)
	}
	degrees := spatial.EmptyBox()
	xs, ys := crsapprox.CheckPoints(extent)
	for i := range xs {
		degrees = degrees.Extend(m.ToLonLat.At(xs[i], ys[i]))
	}
	if m.FromLonLat, err = crsapprox.Fit(back.Transform, degrees.Pad(0.001), metreTolerance); err != nil {
		return extent, fmt.Errorf("working CRS %s: %w", working, err)
	}
	m.CRS = snapshot.CRSInfo{Name: working.String(), WKT: working.WKT(), Extent: extent}
	return extent, nil
}
