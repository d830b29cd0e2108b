package rastertile

import (
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
)

// TileJSON is the document of https://github.com/mapbox/tilejson-spec, version 3.0.0, for picture tiles.
type TileJSON struct {
	TileJSON string     `json:"tilejson"`
	Name     string     `json:"name"`
	Tiles    []string   `json:"tiles"`
	Bounds   [4]float64 `json:"bounds"`
	MinZoom  int        `json:"minzoom"`
	MaxZoom  int        `json:"maxzoom"` // from there on a tile pixel is no larger than the scene's; clients enlarge
	TileSize int        `json:"tileSize"`
	Format   string     `json:"format"`
	Version  string     `json:"version"`
	Snapshot string     `json:"snapshot"`
	Legend   *Legend    `json:"legend"`
}

// Describe makes the TileJSON of a subject; url is the template of its tiles.
func (s *Set) Describe(of Subject, y Style, m *tilematrix.TileMatrixSet, f Format, url, snapshot string) *TileJSON {
	l := s.Legend(of, y)
	return &TileJSON{TileJSON: "3.0.0", Name: l.Title.ZH + " " + l.Title.EN, Tiles: []string{url}, Bounds: of.Bounds(), MinZoom: m.MinZoom,
		MaxZoom: of.MaxZoom(m), TileSize: 256, Format: string(f), Version: "1.0.0", Snapshot: snapshot, Legend: l}
}

// MaxZoom is the first level of a matrix set whose pixels are no larger than the scene's in its middle, or the set's last.
func (of Subject) MaxZoom(m *tilematrix.TileMatrixSet) int {
	to, b := of.Scene.file.Header().ToPixel, of.Scene.Bounds()
	lon, lat := spatial.Box{MinX: b[0], MinY: b[1], MaxX: b[2], MaxY: b[3]}.Center()
	for z := m.MinZoom; z < m.MaxZoom(); z++ {
		x, y := m.TileAt(z, lon, lat)
		f := &frame{tileMatrixSet: m, z: z, x: x, y: y, size: 256}
		px, py := f.pixel(lon, lat)
		at := &transformGrid{rect: rect{int(px), int(py), int(px) + 1, int(py) + 1}}
		if at.scale(f, to.At) <= 1 {
			return z
		}
	}
	return m.MaxZoom()
}
