package build

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// lineTolerance is how far, in units of a coarse level's lattice, a line may be simplified: an eighth of a pixel of a 256-pixel tile.
const lineTolerance = 4

// Lines is a layer of lines. They share nothing with each other or with other layers: each is rounded, simplified and cut by itself, at
// every level from its full course, and none is left out.
type Lines struct {
	// Layer is the layer's number among the [attributes.Tables.Layers].
	Layer int
	// Features are the lines of each feature, as x, y, x, y, … in metres of the working CRS.
	Features [][][]float64
}

// lines adds a layer of lines.
func (g *builder) lines(l Lines) {
	g.at = g.tables.Layers[l.Layer].Name
	features := g.projected(l.Features)
	for z := pyramid.FullLevel; z >= 0 && g.ctx.Err() == nil && g.err == nil; z-- {
		lattice := pyramid.LatticeOf(z)
		w := layerTiles{tiling: lattice.Tiling()}
		for number, lines := range features {
			w.lines(generalised(lines, lattice), int32(number))
		}
		g.section(l.Layer, z, 0, &w, nil)
		g.step()
	}
}

// projected brings lines to steps.
func (g *builder) projected(features [][][]float64) [][][]topology.Point {
	p := projector{to: g.snapshot.LonLat, plane: g.plane}
	out := make([][][]topology.Point, len(features))
	for i, lines := range features {
		for _, xy := range lines {
			out[i] = append(out[i], p.line(xy))
		}
	}
	return out
}

// generalised are lines, in steps, as a level shows them.
func generalised(lines [][]topology.Point, l pyramid.Lattice) [][]topology.Point {
	out := make([][]topology.Point, 0, len(lines))
	for _, line := range lines {
		line = topology.CoarsenLine(line, l.Shift)
		if l.Level < pyramid.FullLevel {
			line = topology.SimplifyLine(line, lineTolerance)
		}
		out = append(out, line)
	}
	return out
}

// lines adds lines as one feature under a number; features come in ascending order of their numbers.
func (w *layerTiles) lines(lines [][]topology.Point, number int32) {
	pieces := map[uint64][][]topology.Point{}
	for _, line := range lines {
		topology.CutLine(line, w.tiling, func(x, y int32, of [][]topology.Point) {
			k := pyramid.Key(uint32(x), uint32(y))
			pieces[k] = append(pieces[k], of...)
		})
	}
	for k, lines := range pieces {
		x, y := pyramid.Unkey(k)
		w.put(int32(x), int32(y), mvt.TypeLine, lines, number)
	}
}
