package build

import (
	"fmt"

	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// What a layer's features may take in a tile before they are compressed; points are clustered where they take more. Gaps, of which
// one by one is told at all levels as long as it can be, get more. All layers of landscape L together then keep below 500 kB.
const (
	gapBytes     = 200_000
	findingBytes = 110_000 // overlaps, patches
	pointBytes   = 60_000  // points, which are for marks on a map
)

// Options say what a pyramid holds.
type Options struct {
	// Tiles bounds the tiles that one layer fills at one level, see [MaxTiles].
	Tiles float64
	// LayerBytes is what a layer's features may take in a tile, before compression, before points are clustered.
	LayerBytes [attributes.LayerCount]int
	// Lines are layers of lines, drawn after all others.
	Lines []Lines
}

// StandardOptions are those of snapshots.
func StandardOptions() Options {
	l := Options{Tiles: MaxTiles}
	for i := range l.LayerBytes {
		l.LayerBytes[i] = findingBytes
	}
	l.LayerBytes[attributes.GapsLayer], l.LayerBytes[attributes.PointsLayer] = gapBytes, pointBytes
	return l
}

// MaxTiles bounds the tiles that one layer fills at one level: a level at which it would fill more is left out, and its tiles are
// cut out of the next coarser level's when somebody asks. A city of 70,000 km² keeps level 16, whose unit is a centimetre, in both
// planes; a province ends at level 15 in degrees, and a country at level 14, with units of 4 to 30 cm and a twentieth of the bytes.
const MaxTiles = 1 << 20

// tilesFilled is the ground of features first to end−1, in tiles.
func tilesFilled(m *topology.Polygons, first, end int, l pyramid.Lattice) float64 {
	side := float64(l.Tiling().Size)
	sum := 0.0
	for f := first; f < end; f++ {
		sum += float64(m.TwiceArea(f)) / 2
	}
	return sum / (side * side)
}

// filled is [tilesFilled] of a layer, of zones that of the level with most ground: others lie in the same tiles.
func (g *builder) filled(of member, l pyramid.Lattice, m *topology.Polygons) (most float64) {
	if of.layer != attributes.ZonesLayer {
		return tilesFilled(m, of.first, of.end, l)
	}
	sums := make([]float64, len(snapshot.Levels))
	for f := of.first; f < of.end; f++ {
		rank := g.snapshot.Zones.Level[f-of.first].Rank()
		sums[rank] += tilesFilled(m, f, f+1, l)
		most = max(most, sums[rank])
	}
	return most
}

// fits tells whether a layer is cut at a level; once it is, it is at all coarser ones.
func (g *builder) fits(of member, l pyramid.Lattice, m *topology.Polygons) bool {
	if g.missing[of.layer] < pyramid.FullLevel-l.Level || g.filled(of, l, m) <= g.options.Tiles {
		return true
	}
	g.missing[of.layer]++
	return false
}

// coarser says at which level layers end that are too large for the finest.
func (g *builder) coarser() (notes []string) {
	for layer, n := range g.missing {
		if z := pyramid.FullLevel - n; n > 0 {
			notes = append(notes, fmt.Sprintf("map tiles 图块 %s, %s: the area is large; from z%d on tiles are cut out of those of z%d 面积大，z%d 起由 z%d 图块放大",
				pyramid.FileName(g.plane), g.tables.Layers[layer].Name, z+1, z, z+1, z))
		}
	}
	return notes
}
