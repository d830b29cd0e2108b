package build

import (
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/attributes"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// points are the points of all gaps, overlaps and patches, and the labels of the zones.
func (g *builder) points() {
	s := g.snapshot
	g.at = "points and labels"
	points := slices.Concat(g.findings[attributes.GapsLayer], g.findings[attributes.OverlapsLayer], g.findings[attributes.PatchesLayer])
	var labels []topology.Point
	for f := range s.Zones.Len() {
		labels = append(labels, g.inside(s.Zones.Shapes, f))
	}
	for z := pyramid.FullLevel; z >= 0 && g.ctx.Err() == nil; z-- {
		l := pyramid.LatticeOf(z)
		at, named := layerTiles{tiling: l.Tiling()}, layerTiles{tiling: l.Tiling()}
		list := make([]pointFeature, len(points))
		for i, p := range points {
			list[i] = pointFeature{int32(i), l.FromSteps(p)}
		}
		for i, p := range labels {
			if s.Zones.Level[i].Rank() <= g.ranks[z] {
				named.point(l.FromSteps(p), int32(i))
			}
		}
		g.pointSection(attributes.PointsLayer, l, &at, list)
		g.section(attributes.LabelsLayer, z, 0, &named, nil)
		g.step()
	}
}

// inside is a point within a feature.
func (g *builder) inside(shapes *spatial.Polygons, f int) topology.Point {
	u, v := g.plane.Project(g.snapshot.LonLat(shapes.InnerPoint(f)))
	return topology.Point{X: signed(u * (1 << 32)), Y: signed(v * (1 << 32))}
}
