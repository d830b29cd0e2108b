package tiles

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// What a layer's features may take in a tile before they are compressed; points are bunched where they take more. Gaps, of which
// one by one is told at all levels as long as it can be, get more. All layers of landscape L together then keep below 500 kB.
const (
	gapBytes  = 200_000
	spotBytes = 110_000 // overlaps, patches
	markBytes = 60_000  // points, which are for marks on a map
)

// limits bound what a pyramid holds.
type limits struct {
	// tiles bounds the tiles that one layer fills at one level, see mostTiles.
	tiles float64
	// layerBytes is what a layer's features may take in a tile, before compression, before points are bunched.
	layerBytes [layerCount]int
}

// standardLimits are those of snapshots.
func standardLimits() limits {
	l := limits{tiles: mostTiles}
	for i := range l.layerBytes {
		l.layerBytes[i] = spotBytes
	}
	l.layerBytes[gapsLayer], l.layerBytes[pointsLayer] = gapBytes, markBytes
	return l
}

// mostTiles bounds the tiles that one layer fills at one level: a level at which it would fill more is left out, and its tiles are
// cut out of the next coarser level's when somebody asks. A city of 70,000 km² keeps level 16, whose unit is a centimetre, in both
// planes; a province ends at level 15 in degrees, and a country at level 14, with units of 4 to 30 cm and a twentieth of the bytes.
const mostTiles = 1 << 20

// tilesFilled is the ground of features first to end−1 of a mesh, in tiles.
func tilesFilled(m *topology.Polygons, first, end int, l lattice) float64 {
	side := float64(l.tiling().Size)
	sum := 0.0
	for f := first; f < end; f++ {
		sum += float64(m.TwiceArea(f)) / 2
	}
	return sum / (side * side)
}

// filled is [tilesFilled] of a layer, of zones that of the level with most ground: others lie in the same tiles.
func (g *grower) filled(of member, l lattice, m *topology.Polygons, end int) (most float64) {
	if of.layer != zonesLayer {
		return tilesFilled(m, of.first, end, l)
	}
	sums := make([]float64, len(data.Levels))
	for f := of.first; f < end; f++ {
		rank := g.snapshot.Zones.Level[f-of.first].Rank()
		sums[rank] += tilesFilled(m, f, f+1, l)
		most = max(most, sums[rank])
	}
	return most
}

// fits tells whether a layer is cut at a level; once it is, it is at all coarser ones.
func (g *grower) fits(of member, l lattice, m *topology.Polygons, end int) bool {
	if g.over[of.layer] < fullLevel-l.level || g.filled(of, l, m, end) <= g.limits.tiles {
		return true
	}
	g.over[of.layer]++
	return false
}

// coarser says at which level layers end that are too large for the finest.
func (g *grower) coarser() (notes []string) {
	for layer, n := range g.over {
		if z := fullLevel - n; n > 0 {
			notes = append(notes, fmt.Sprintf("map tiles 图块 %s, %s: the area is large; from z%d on tiles are cut out of those of z%d 面积大，z%d 起由 z%d 图块放大",
				fileName(g.plane), kinds[layer].name, z+1, z, z+1, z))
		}
	}
	return notes
}
