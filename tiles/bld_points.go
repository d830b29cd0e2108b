package tiles

import (
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// places are the points of all gaps, overlaps and patches, and the labels of the zones.
func (g *grower) places() {
	s := g.snapshot
	g.at = "points and labels"
	points := slices.Concat(g.found[gapsLayer], g.found[overlapsLayer], g.found[patchesLayer])
	var labels []topology.Point
	for f := range s.Zones.Len() {
		labels = append(labels, g.inside(s.Zones.Shapes, f))
	}
	for z := fullLevel; z >= 0 && g.ctx.Err() == nil; z-- {
		l := latticeAt(z)
		at, named := sectionWriter{tiling: l.tiling()}, sectionWriter{tiling: l.tiling()}
		list := make([]spotted, len(points))
		for i, p := range points {
			list[i] = spotted{int32(i), l.of(p)}
		}
		for i, p := range labels {
			if s.Zones.Level[i].Rank() <= g.ranks[z] {
				named.spot(l.of(p), int32(i))
			}
		}
		g.spotSection(pointsLayer, l, &at, list)
		g.section(labelsLayer, z, 0, &named, nil)
		g.step()
	}
}

// inside is a point within a feature.
func (g *grower) inside(shapes *spatial.Polygons, f int) topology.Point {
	u, v := g.plane.share(g.snapshot.LonLat(shapes.InnerPoint(f)))
	return topology.Point{X: signed(u * (1 << 32)), Y: signed(v * (1 << 32))}
}
