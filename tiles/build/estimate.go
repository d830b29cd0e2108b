package build

import (
	"math"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/spatial/area"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
)

// tileBytes is about what a tile that lies within one feature takes in a pyramid, its entry in the directory included.
const tileBytes = 130

// Estimate is about how many tiles the pyramids of a snapshot will fill, and how many bytes they will take, from the ground of its
// zones, cells and parcels: for large areas, where what lies along borders counts for little. Gaps are taken to be what cells leave.
func Estimate(s *snapshot.Tables) (count, bytes int64) {
	ground := 0.0
	for _, root := range s.Zones.Roots() {
		ground += s.Zones.Ellipsoidal[root]
	}
	box := s.Zones.Shapes.Extent()
	_, lat := s.LonLat((box.MinX+box.MaxX)/2, (box.MinY+box.MaxY)/2)
	shrink := math.Cos(lat * math.Pi / 180)
	const equator = 40_075_016.686 // metres
	mercator := math.Pow(equator*shrink/(1<<pyramid.FullLevel), 2)
	degrees := math.Pow(equator/(2<<pyramid.FullLevel), 2) * shrink
	covered := math.Min(ground, planarGround(s.Cells.Shapes))
	total := 0.0
	for _, tile := range []float64{mercator, degrees} {
		for _, m2 := range []float64{ground, covered, ground - covered, planarGround(s.Parcels.Shapes)} {
			n := m2 / tile
			for n > MaxTiles {
				n /= 4
			}
			total += n * 4 / 3 // all coarser levels have a third of the finest
		}
	}
	return int64(total), int64(total * tileBytes)
}

// planarGround is the ground of a layer in m² of the plane of the working CRS, what lies in several features counted in each.
func planarGround(p *spatial.Polygons) (sum float64) {
	m := area.Planar()
	for f := range p.Len() {
		sum += float64(m.Feature(p, f))
	}
	return sum
}
