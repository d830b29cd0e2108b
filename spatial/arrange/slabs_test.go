package arrange

import (
	"cmp"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
)

// slabs is the oracle: the ground of each set of polygons (as bits) that holds polygon 0, by cutting the plane into upright
// slabs between all vertices and crossings and counting parities upwards.
func slabs(p *spatial.Polygons) map[uint64]float64 {
	type edge struct {
		x0, y0, x1, y1 float64
		polygon        int
	}
	ox, oy := p.Coords[0], p.Coords[1]
	var edges []edge
	var xs []float64
	for f := range p.Len() {
		p.EachRing(f, func(_, _ int, xy []float64) {
			for i := 0; i+3 < len(xy); i += 2 {
				e := edge{xy[i] - ox, xy[i+1] - oy, xy[i+2] - ox, xy[i+3] - oy, f}
				if e.x0 > e.x1 {
					e.x0, e.y0, e.x1, e.y1 = e.x1, e.y1, e.x0, e.y0
				}
				xs = append(xs, e.x0, e.x1)
				if e.x0 < e.x1 {
					edges = append(edges, e)
				}
			}
		})
	}
	for i, e := range edges {
		for _, f := range edges[:i] {
			den := (e.x1-e.x0)*(f.y1-f.y0) - (e.y1-e.y0)*(f.x1-f.x0)
			if s := ((f.x0-e.x0)*(f.y1-f.y0) - (f.y0-e.y0)*(f.x1-f.x0)) / den; den != 0 && s > 0 && s < 1 {
				xs = append(xs, e.x0+s*(e.x1-e.x0))
			}
		}
	}
	slices.Sort(xs)
	xs = slices.Compact(xs)
	out := map[uint64]float64{}
	type cut struct {
		y       float64
		polygon int
	}
	var cuts []cut
	for i := 0; i+1 < len(xs); i++ {
		middle := (xs[i] + xs[i+1]) / 2
		cuts = cuts[:0]
		for _, e := range edges {
			if e.x0 <= xs[i] && xs[i+1] <= e.x1 {
				cuts = append(cuts, cut{e.y0 + (middle-e.x0)/(e.x1-e.x0)*(e.y1-e.y0), e.polygon})
			}
		}
		slices.SortFunc(cuts, func(a, b cut) int { return cmp.Compare(a.y, b.y) })
		set := uint64(0)
		for j, c := range cuts {
			if set&1 != 0 {
				out[set] += (c.y - cuts[j-1].y) * (xs[i+1] - xs[i])
			}
			set ^= 1 << c.polygon
		}
	}
	return out
}
