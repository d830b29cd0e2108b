package tilematrix

import (
	"math"
	"strconv"
)

// Document is the JSON of OGC 17-083r4 (Two Dimensional Tile Matrix Set, version 2).
type Document struct {
	ID           string       `json:"id"`
	Title        string       `json:"title"`
	URI          string       `json:"uri,omitempty"`
	CRS          string       `json:"crs"`
	OrderedAxes  []string     `json:"orderedAxes"`
	ScaleSet     string       `json:"wellKnownScaleSet,omitempty"`
	TileMatrices []TileMatrix `json:"tileMatrices"`
}

// TileMatrix is a level of a [Document].
type TileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"` // units of the CRS a pixel
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"` // in the CRS's order of axes
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      uint32     `json:"matrixWidth"`
	MatrixHeight     uint32     `json:"matrixHeight"`
}

// Document describes the set.
func (m *TileMatrixSet) Document() *Document {
	const half = math.Pi * 6378137
	out := &Document{ID: m.ID, Title: m.Title, CRS: m.CRS}
	world, origin := 2*half, [2]float64{-half, half}
	switch m.ID {
	case WebMercatorQuad().ID:
		out.OrderedAxes = []string{"X", "Y"}
		out.URI, out.ScaleSet = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
	case WorldCRS84Quad().ID:
		out.OrderedAxes = []string{"Lon", "Lat"}
		out.URI, out.ScaleSet = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WorldCRS84Quad", "http://www.opengis.net/def/wkss/OGC/1.0/GoogleCRS84Quad"
		world, origin = 360, [2]float64{-180, 90}
	case CGCS2000Quad().ID:
		out.OrderedAxes = []string{"Lat", "Lon"}
		world, origin = 360, [2]float64{90, -180}
	}
	for z := m.MinZoom; z <= m.MaxZoom(); z++ {
		out.TileMatrices = append(out.TileMatrices, TileMatrix{strconv.Itoa(z), m.ScaleDenominator(z), world / 256 / float64(m.Width(z)), "topLeft", origin, 256, 256, m.Width(z), m.Height(z)})
	}
	return out
}
