package tilematrix

import (
	"math"
)

// maxLatitude is where Web Mercator's square ends.
const maxLatitude = 85.05112877980659

// Plane is a projection of degrees into the pyramid's square.
type Plane int

const (
	Mercator   Plane = iota // Web Mercator, EPSG:3857
	Geographic              // plate carrée: 360° are 2³² steps in both axes; rows fill the upper half
	PlaneCount              // their number
)

// Project maps degrees to the unit square, x eastwards, y southwards. Beyond Web Mercator's end latitudes are clamped.
func (p Plane) Project(lon, lat float64) (x, y float64) {
	if p == Geographic {
		return lon/360 + 0.5, (90 - lat) / 360
	}
	lat = math.Max(-maxLatitude, math.Min(maxLatitude, lat))
	sin := math.Sin(lat * math.Pi / 180)
	return lon/360 + 0.5, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
}

// Unproject inverts [Plane.Project].
func (p Plane) Unproject(x, y float64) (lon, lat float64) {
	lon = (x - 0.5) * 360
	if p == Geographic {
		return lon, 90 - y*360
	}
	return lon, math.Atan(math.Sinh((0.5-y)*2*math.Pi)) * 180 / math.Pi
}
