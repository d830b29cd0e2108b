package tilematrix

import (
	"fmt"
	"math"
)

// TileMatrixSet is a tile matrix set (OGC 17-083r4): how levels, columns and rows cut the ground into tiles. Immutable.
//
// Every set here is a band of one pyramid of squares: the projected world is 2³² steps wide, and its level Z has 2^Z columns.
// A set's own level z is the pyramid's level z + offset.
type TileMatrixSet struct {
	ID          string
	Title       string
	CRS         string // URI
	MinZoom     int
	LevelOffset int
	Plane       Plane
}

// WebMercatorQuad is what web maps use.
func WebMercatorQuad() *TileMatrixSet {
	return &TileMatrixSet{ID: "WebMercatorQuad", Title: "Web Mercator 网络墨卡托", CRS: "http://www.opengis.net/def/crs/EPSG/0/3857"}
}

// WorldCRS84Quad has two tiles at level 0, longitude first.
func WorldCRS84Quad() *TileMatrixSet {
	return &TileMatrixSet{ID: "WorldCRS84Quad", Title: "WGS 84, longitude and latitude 经纬度", CRS: "http://www.opengis.net/def/crs/OGC/1.3/CRS84", LevelOffset: 1, Plane: Geographic}
}

// CGCS2000Quad is the set of Tianditu's `c` services: EPSG:4490, origin 90, −180, level 1 has two tiles.
func CGCS2000Quad() *TileMatrixSet {
	return &TileMatrixSet{ID: "CGCS2000Quad", Title: "CGCS2000, longitude and latitude 天地图经纬度", CRS: "http://www.opengis.net/def/crs/EPSG/0/4490", MinZoom: 1, Plane: Geographic}
}

// All lists the sets that are served.
func All() []*TileMatrixSet {
	return []*TileMatrixSet{WebMercatorQuad(), WorldCRS84Quad(), CGCS2000Quad()}
}

// Find returns the set of that id, nil where there is none.
func Find(id string) *TileMatrixSet {
	for _, m := range All() {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// MaxZoom is the set's finest level.
func (m *TileMatrixSet) MaxZoom() int { return MaxZoom - m.LevelOffset }

// Width and Height count the columns and rows of a level.
func (m *TileMatrixSet) Width(z int) uint32 { return 1 << (z + m.LevelOffset) }

// Height counts the rows of a level.
func (m *TileMatrixSet) Height(z int) uint32 {
	if m.Plane == Geographic {
		return m.Width(z) / 2
	}
	return m.Width(z)
}

// ScaleDenominator is that of a level, for pixels of 0.28 mm and tiles of 256 pixels, as the standard has it.
func (m *TileMatrixSet) ScaleDenominator(z int) float64 {
	const equator = 2 * math.Pi * 6378137
	return equator / 256 / 0.00028 / float64(m.Width(z))
}

// Bounds of a tile in degrees: west, south, east, north.
func (m *TileMatrixSet) Bounds(z int, x, y uint32) [4]float64 {
	n := float64(m.Width(z))
	at := func(x, y uint32) (lon, lat float64) { return m.Plane.Unproject(float64(x)/n, float64(y)/n) }
	west, north := at(x, y)
	east, south := at(x+1, y+1)
	return [4]float64{west, south, east, north}
}

// TileAt returns the column and row of the tile that holds a point, given in degrees, at a level; points outside of the set belong to
// the nearest tile.
func (m *TileMatrixSet) TileAt(z int, lon, lat float64) (x, y uint32) {
	u, v := m.Plane.Project(lon, lat)
	n := float64(m.Width(z))
	at := func(share float64, count uint32) uint32 {
		return uint32(math.Max(0, math.Min(float64(count-1), math.Floor(share*n))))
	}
	return at(u, m.Width(z)), at(v, m.Height(z))
}

// Check refuses tiles outside the set with an error that wraps [ErrTileRange].
func (m *TileMatrixSet) Check(z int, x, y uint32) error {
	if z < m.MinZoom || z > m.MaxZoom() {
		return fmt.Errorf("%w: %s has the levels %d to %d", ErrTileRange, m.ID, m.MinZoom, m.MaxZoom())
	}
	if x >= m.Width(z) || y >= m.Height(z) {
		return fmt.Errorf("%w: level %d of %s has %d columns and %d rows, counted from 0", ErrTileRange, z, m.ID, m.Width(z), m.Height(z))
	}
	return nil
}

// LonLat returns the degrees of a point of a level that is given in tiles from the set's upper left corner: (x, y) is a tile's own
// upper left corner, (x+½, y+½) its middle.
func (m *TileMatrixSet) LonLat(z int, x, y float64) (lon, lat float64) {
	n := float64(m.Width(z))
	return m.Plane.Unproject(x/n, y/n)
}

// Fraction inverts [TileMatrixSet.LonLat]: the point's column and row with their fractions.
func (m *TileMatrixSet) Fraction(z int, lon, lat float64) (x, y float64) {
	n := float64(m.Width(z))
	x, y = m.Plane.Project(lon, lat)
	return x * n, y * n
}

// MaxZoom is the finest level served; a step is then a quarter of a pixel.
const MaxZoom = 22
