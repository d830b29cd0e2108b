package build

import (
	"math"
	"slices"

	"github.com/qingshan-gis/qingshan/spatial"
	"github.com/qingshan-gis/qingshan/tiles/pyramid"
	"github.com/qingshan-gis/qingshan/tiles/tilematrix"
	"github.com/qingshan-gis/qingshan/tiles/topology"
)

// project maps working-CRS coordinates to degrees.
type project func(x, y float64) (lon, lat float64)

const (
	// longEdge is how many steps an edge may be long per axis, so that exact products fit.
	longEdge = 1 << 24
	// straight is how far, in steps, the projected middle of an edge may be from the middle of its projected ends. (An edge
	// that is straight in the working CRS is not straight in a tile; what its neighbour has a corner on must stay on it.)
	straight = 0.25
	// short is the length in metres below which edges are straight enough: L²/8R at most, times the tangent of the latitude.
	short = 100
)

// projector brings rings and lines into a plane's steps.
type projector struct {
	to    project
	plane tilematrix.Plane
	path  []topology.Point
}

// add adds all features of a layer to a topology.
func (p *projector) add(b *topology.Builder, shapes *spatial.Polygons) {
	for f := range shapes.Len() {
		shapes.EachRing(f, func(_, r int, xy []float64) { b.Ring(p.rounded(xy), r == 0) })
		b.Feature()
	}
}

type vertex struct{ x, y, u, v float64 } // in the working CRS, and in steps

func (p *projector) vertex(x, y float64) vertex {
	u, v := p.plane.Project(p.to(x, y))
	return vertex{x, y, u * (1 << 32), v * (1 << 32)}
}

// rounded returns a closed ring in steps, not closed; valid until the next call.
func (p *projector) rounded(xy []float64) []topology.Point {
	p.follow(xy)
	if n := len(p.path); n > 1 && p.path[n-1] == p.path[0] {
		p.path = p.path[:n-1]
	}
	return p.path
}

// line returns a line in steps.
func (p *projector) line(xy []float64) []topology.Point {
	p.follow(xy)
	if n := len(xy); n >= 2 {
		p.put(p.vertex(xy[n-2], xy[n-1]))
	}
	return slices.Clone(p.path)
}

// follow puts all corners of a path but its last.
func (p *projector) follow(xy []float64) {
	p.path = p.path[:0]
	if len(xy) < 2 {
		return
	}
	a := p.vertex(xy[0], xy[1])
	for i := 2; i < len(xy); i += 2 {
		p.put(a)
		b := p.vertex(xy[i], xy[i+1])
		p.between(a, b, 0)
		a = b
	}
}

// between adds the corners that a straight edge needs; the same ones from either end.
func (p *projector) between(a, b vertex, depth int) {
	if math.Abs(a.x-b.x)+math.Abs(a.y-b.y) < short || depth > 24 {
		return
	}
	m := p.vertex((a.x+b.x)/2, (a.y+b.y)/2)
	bent := math.Abs(m.u-(a.u+b.u)/2) > straight || math.Abs(m.v-(a.v+b.v)/2) > straight
	if !bent && math.Abs(a.u-b.u) < longEdge && math.Abs(a.v-b.v) < longEdge {
		return
	}
	p.between(a, m, depth+1)
	p.put(m)
	p.between(m, b, depth+1)
}

func (p *projector) put(a vertex) {
	q := topology.Point{X: signed(a.u), Y: signed(a.v)}
	if n := len(p.path); n == 0 || p.path[n-1] != q {
		p.path = append(p.path, q)
	}
}

func signed(steps float64) int32 {
	return int32(math.Max(math.MinInt32, math.Min(math.MaxInt32, math.Round(steps)-pyramid.WorldMiddle)))
}
