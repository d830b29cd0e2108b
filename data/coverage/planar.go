package coverage

import (
	"fmt"
	"math"
	"strings"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial/area"
)

// maxPlanarError is how far planar areas may be off the ground's, as a share. A 3-degree zone is off by 0.07 % at its edge, a
// 6-degree zone by 0.28 %, the zone beside a county's own by 0.6 %; Web Mercator by 33 % at 30° N.
const maxPlanarError = 0.01

// Planes finds planes by the names of coordinate reference systems.
type Planes interface {
	// Plane is the plane of a CRS named as EPSG:N or in WKT, as a working CRS in WKT sees it: whether it is projected, whether it is
	// the working CRS itself, and how coordinates of the working CRS are brought into it, in place. It returns an error if either is
	// unknown.
	Plane(name, working string) (projected, same bool, transform func(xs, ys []float64) error, err error)
}

// PlanarMeasure returns the planar measure of a named CRS; same tells that it is the working CRS, whose planar areas are
// stored. A CRS that is not near equal-area over the zones is refused.
func (e *Engine) PlanarMeasure(name string) (m area.Measure, same bool, err error) {
	if e.planes == nil {
		return m, false, &snapshot.QueryError{Reason: fmt.Sprintf("planar %s: this program knows no coordinate reference systems; leave planar out for areas on the ellipsoid", name)}
	}
	projected, same, transform, err := e.planes.Plane(name, e.Manifest.CRS.WKT)
	if err != nil {
		return m, false, &snapshot.QueryError{Reason: fmt.Sprintf("planar %s: %v", name, err)}
	}
	if !projected {
		return m, false, &snapshot.QueryError{Reason: fmt.Sprintf("planar %s: not a projected CRS; name one in metres, such as %s", name, e.planarAdvice())}
	}
	if same {
		m = area.Planar()
	} else if m, err = area.PlanarIn(transform, e.Manifest.CRS.Extent); err != nil {
		return m, false, &snapshot.QueryError{Reason: fmt.Sprintf("planar %s: it cannot be used over this county: %v", name, err)}
	}
	if off := m.ScaleError(e.Manifest.Ellipsoid, e.Zones.Shapes.Extent()); !(math.Abs(off) <= maxPlanarError) {
		return m, false, &snapshot.QueryError{Reason: fmt.Sprintf("planar %s: its areas are off by up to %+.1f %% over these zones, more than %.0f %%; ask for planar areas in %s, or leave planar out for areas on the ellipsoid",
			name, 100*off, 100*maxPlanarError, e.planarAdvice())}
	}
	return m, same, nil
}

// planarAdvice names a CRS whose planar areas are good over the zones: the working CRS, or the CGCS2000 3-degree zone of their
// middle; beyond China the UTM zone.
func (e *Engine) planarAdvice() string {
	box := e.Zones.Shapes.Extent()
	if name := e.Manifest.CRS.Name; strings.HasPrefix(name, "EPSG:") && math.Abs(area.Planar().ScaleError(e.Manifest.Ellipsoid, box)) <= maxPlanarError {
		return name
	}
	lon, lat := e.Manifest.ToLonLat.At(box.Center())
	switch {
	case lon >= 73.5 && lon < 136.5 && lat > 3 && lat < 54:
		return fmt.Sprintf("EPSG:%d", 4534+int(math.Round(lon/3))-25)
	case lat < 0:
		return fmt.Sprintf("EPSG:%d", 32701+int(math.Floor((lon+180)/6)))
	}
	return fmt.Sprintf("EPSG:%d", 32601+int(math.Floor((lon+180)/6)))
}
