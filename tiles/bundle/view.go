package bundle

import (
	"math"

	"github.com/qingshan-gis/qingshan/tiles/serve"
)

// within keeps of the layers those that have tiles between two zooms, and tells at which.
func within(layers []serve.VectorLayer, minZoom, maxZoom int) []serve.VectorLayer {
	out := []serve.VectorLayer{}
	for _, l := range layers {
		l.MinZoom, l.MaxZoom = max(l.MinZoom, minZoom), min(l.MaxZoom, maxZoom)
		if l.MinZoom <= l.MaxZoom {
			out = append(out, l)
		}
	}
	return out
}

// viewTiles is how many tiles of 512 pixels a map shows at least, in width and in height.
const viewTiles = 2

// centre is where a map opens that shows all of the bounds as large as it can: longitude, latitude and zoom.
func (h Header) centre() (lon, lat float64, zoom int) {
	b := h.Bounds
	south, north := mercatorY(b[1]), mercatorY(b[3])
	extent := math.Max((b[2]-b[0])/360, south-north) // of the world's width
	zoom = h.MaxZoom
	for zoom > h.MinZoom && extent*math.Exp2(float64(zoom)) > viewTiles {
		zoom--
	}
	return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2, zoom
}

// mercatorY is a latitude in Web Mercator, of the world's width, from the north.
func mercatorY(lat float64) float64 { return (1 - math.Asinh(math.Tan(lat*math.Pi/180))/math.Pi) / 2 }
