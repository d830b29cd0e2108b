package tiles

import (
	"errors"
	"fmt"
	"math"
)

// Matrix is a tile matrix set (OGC 17-083r4): how levels, columns and rows cut the ground into tiles. Immutable.
//
// Every set here is a band of one pyramid of squares: the projected world is 2³² steps wide, and its level Z has 2^Z columns.
// A set's own level z is the pyramid's level z + offset.
type Matrix struct {
	ID      string
	Title   string
	CRS     string // URI
	MinZoom int
	offset  int
	plane   plane
}

// plane is a projection of degrees into the pyramid's square.
type plane int

const (
	mercatorPlane   plane = iota // Web Mercator, EPSG:3857
	geographicPlane              // plate carrée: 360° are 2³² steps in both axes; rows fill the upper half
	planes                       // their number
)

// WebMercatorQuad is what web maps use.
func WebMercatorQuad() *Matrix {
	return &Matrix{ID: "WebMercatorQuad", Title: "Web Mercator 网络墨卡托", CRS: "http://www.opengis.net/def/crs/EPSG/0/3857"}
}

// WorldCRS84Quad has two tiles at level 0, longitude first.
func WorldCRS84Quad() *Matrix {
	return &Matrix{ID: "WorldCRS84Quad", Title: "WGS 84, longitude and latitude 经纬度", CRS: "http://www.opengis.net/def/crs/OGC/1.3/CRS84", offset: 1, plane: geographicPlane}
}

// CGCS2000Quad is the set of Tianditu's `c` services: EPSG:4490, origin 90, −180, level 1 has two tiles.
func CGCS2000Quad() *Matrix {
	return &Matrix{ID: "CGCS2000Quad", Title: "CGCS2000, longitude and latitude 天地图经纬度", CRS: "http://www.opengis.net/def/crs/EPSG/0/4490", MinZoom: 1, plane: geographicPlane}
}

// Matrices lists the sets that are served.
func Matrices() []*Matrix { return []*Matrix{WebMercatorQuad(), WorldCRS84Quad(), CGCS2000Quad()} }

// FindMatrix returns the set of that id, nil where there is none.
func FindMatrix(id string) *Matrix {
	for _, m := range Matrices() {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// MaxZoom is the set's finest level.
func (m *Matrix) MaxZoom() int { return MaxZoom - m.offset }

// Width and Height count the columns and rows of a level.
func (m *Matrix) Width(z int) uint32 { return 1 << (z + m.offset) }

// Height counts the rows of a level.
func (m *Matrix) Height(z int) uint32 {
	if m.plane == geographicPlane {
		return m.Width(z) / 2
	}
	return m.Width(z)
}

// ScaleDenominator is that of a level, for pixels of 0.28 mm and tiles of 256 pixels, as the standard has it.
func (m *Matrix) ScaleDenominator(z int) float64 {
	const equator = 2 * math.Pi * 6378137
	return equator / 256 / 0.00028 / float64(m.Width(z))
}

// Bounds of a tile in degrees: west, south, east, north.
func (m *Matrix) Bounds(z int, x, y uint32) [4]float64 {
	n := float64(m.Width(z))
	at := func(x, y uint32) (lon, lat float64) { return m.plane.degrees(float64(x)/n, float64(y)/n) }
	west, north := at(x, y)
	east, south := at(x+1, y+1)
	return [4]float64{west, south, east, north}
}

// Locate returns the tile of a level that holds a place in degrees; places outside go to the nearest tile.
func (m *Matrix) Locate(z int, lon, lat float64) (x, y uint32) {
	u, v := m.plane.share(lon, lat)
	n := float64(m.Width(z))
	at := func(share float64, count uint32) uint32 {
		return uint32(math.Max(0, math.Min(float64(count-1), math.Floor(share*n))))
	}
	return at(u, m.Width(z)), at(v, m.Height(z))
}

// Check refuses tiles outside the set with an error that wraps [ErrTileRange].
func (m *Matrix) Check(z int, x, y uint32) error {
	if z < m.MinZoom || z > m.MaxZoom() {
		return fmt.Errorf("%w: %s has the levels %d to %d", ErrTileRange, m.ID, m.MinZoom, m.MaxZoom())
	}
	if x >= m.Width(z) || y >= m.Height(z) {
		return fmt.Errorf("%w: level %d of %s has %d columns and %d rows, counted from 0", ErrTileRange, z, m.ID, m.Width(z), m.Height(z))
	}
	return nil
}

// share places degrees in the unit square, x eastwards, y southwards.
func (p plane) share(lon, lat float64) (x, y float64) {
	if p == geographicPlane {
		return lon/360 + 0.5, (90 - lat) / 360
	}
	lat = math.Max(-maxLatitude, math.Min(maxLatitude, lat))
	sin := math.Sin(lat * math.Pi / 180)
	return lon/360 + 0.5, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
}

// degrees inverts share.
func (p plane) degrees(x, y float64) (lon, lat float64) {
	lon = (x - 0.5) * 360
	if p == geographicPlane {
		return lon, 90 - y*360
	}
	return lon, math.Atan(math.Sinh((0.5-y)*2*math.Pi)) * 180 / math.Pi
}

// At returns the degrees of a place of a level that is counted in tiles from the set's upper left corner: (x, y) is a tile's own
// upper left corner, (x+½, y+½) its middle.
func (m *Matrix) At(z int, x, y float64) (lon, lat float64) {
	n := float64(m.Width(z))
	return m.plane.degrees(x/n, y/n)
}

// Place inverts [Matrix.At].
func (m *Matrix) Place(z int, lon, lat float64) (x, y float64) {
	n := float64(m.Width(z))
	x, y = m.plane.share(lon, lat)
	return x * n, y * n
}

// MaxZoom is the finest level served; a step is then a quarter of a pixel.
const MaxZoom = 22

// ErrTileRange means that a tile matrix set has no such tile.
var ErrTileRange = errors.New("no such tile")
