package data

import (
	"fmt"
	"math"
	"strings"

	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/spatial/gdalio"
)

// maxPlanarError is how far planar areas may be off the ground's, as a share. A 3-degree zone is off by 0.07 % at its edge, a
// 6-degree zone by 0.28 %, the zone beside a county's own by 0.6 %; Web Mercator by 33 % at 30° N.
const maxPlanarError = 0.01

// PlanarMeasure returns the planar measure of a named CRS; same tells that it is the working CRS, whose planar areas are
// stored. A CRS that is not near equal-area over the zones is refused.
func (s *Snapshot) PlanarMeasure(name string) (m area.Measure, same bool, err error) {
	target, err := gdalio.ParseCRS(name)
	if err != nil {
		return m, false, &QueryError{fmt.Sprintf("planar %s: %v", name, err)}
	}
	if !target.Projected() {
		return m, false, &QueryError{fmt.Sprintf("planar %s: not a projected CRS; name one in metres, such as %s", name, s.planarAdvice())}
	}
	working, err := gdalio.ParseCRS(s.Manifest.CRS.WKT)
	if err != nil {
		return m, false, fmt.Errorf("working CRS of snapshot %s: %w", s.Manifest.ID, err)
	}
	if working.Same(target) {
		m, same = area.Planar(), true
	} else if m, err = area.PlanarIn(func(xs, ys []float64) error { return gdalio.Transform(working, target, xs, ys) }, s.Manifest.CRS.Extent); err != nil {
		return m, false, &QueryError{fmt.Sprintf("planar %s: it cannot be used over this county: %v", name, err)}
	}
	if off := m.ScaleError(s.Manifest.Ellipsoid, s.Zones.Shapes.Extent()); !(math.Abs(off) <= maxPlanarError) {
		return m, false, &QueryError{fmt.Sprintf("planar %s: its areas are off by up to %+.1f %% over these zones, more than %.0f %%; ask for planar areas in %s, or leave planar out for areas on the ellipsoid",
			name, 100*off, 100*maxPlanarError, s.planarAdvice())}
	}
	return m, same, nil
}

// planarAdvice names a CRS whose planar areas are good over the zones: the working CRS, or the CGCS2000 3-degree zone of their
// middle; beyond China the UTM zone.
func (s *Snapshot) planarAdvice() string {
	box := s.Zones.Shapes.Extent()
	if name := s.Manifest.CRS.Name; strings.HasPrefix(name, "EPSG:") && math.Abs(area.Planar().ScaleError(s.Manifest.Ellipsoid, box)) <= maxPlanarError {
		return name
	}
	lon, lat := s.Manifest.ToLonLat.At(box.Center())
	switch {
	case lon >= 73.5 && lon < 136.5 && lat > 3 && lat < 54:
		return fmt.Sprintf("EPSG:%d", 4534+int(math.Round(lon/3))-25)
	case lat < 0:
		return fmt.Sprintf("EPSG:%d", 32701+int(math.Floor((lon+180)/6)))
	}
	return fmt.Sprintf("EPSG:%d", 32601+int(math.Floor((lon+180)/6)))
}
