package spatial

import (
	"math"

	"github.com/tidwall/rtree"
)

// Border is the boundary of one feature, indexed for comparisons with others. Read-only after [NewBorder] and safe for
// concurrent use.
type Border struct {
	shapes  *Polygons
	feature int
	edges   []edge
	tree    rtree.RTreeG[int32]
}

// edge runs from (ax, ay) to (bx, by).
type edge struct{ ax, ay, bx, by float64 }

func (e edge) box() Box { return BoxOf([]float64{e.ax, e.ay, e.bx, e.by}) }

// NewBorder indexes the edges of feature f.
func NewBorder(p *Polygons, f int) *Border {
	b := &Border{shapes: p, feature: f}
	p.EachRing(f, func(_, _ int, xy []float64) {
		for i := 0; i+3 < len(xy); i += 2 {
			e := edge{xy[i], xy[i+1], xy[i+2], xy[i+3]}
			box := e.box()
			b.tree.Insert([2]float64{box.MinX, box.MinY}, [2]float64{box.MaxX, box.MaxY}, int32(len(b.edges)))
			b.edges = append(b.edges, e)
		}
	})
	return b
}

// near calls yield for every edge whose box meets box.
func (b *Border) near(box Box, yield func(e edge)) {
	b.tree.Search([2]float64{box.MinX, box.MinY}, [2]float64{box.MaxX, box.MaxY}, func(_, _ [2]float64, i int32) bool {
		yield(b.edges[i])
		return true
	})
}

// Meets tells whether the boundary has a point in common with a box.
func (b *Border) Meets(box Box) (meets bool) {
	b.tree.Search([2]float64{box.MinX, box.MinY}, [2]float64{box.MaxX, box.MaxY}, func(_, _ [2]float64, i int32) bool {
		meets = b.edges[i].meets(box)
		return !meets
	})
	return meets
}

// meets is for an edge whose own box meets the other: they are apart only where all corners lie on one side of the edge.
func (e edge) meets(box Box) bool {
	left, right := false, false
	for _, x := range [2]float64{box.MinX, box.MaxX} {
		for _, y := range [2]float64{box.MinY, box.MaxY} {
			side := (e.bx-e.ax)*(y-e.ay) - (e.by-e.ay)*(x-e.ax)
			left, right = left || side >= 0, right || side <= 0
		}
	}
	return left && right
}

// Covers is [Polygons.Covers] of the feature, in the time that its edges to the right of the point take.
func (b *Border) Covers(x, y float64) bool {
	inside, on := false, false
	b.tree.Search([2]float64{x, y}, [2]float64{math.Inf(1), y}, func(_, _ [2]float64, i int32) bool {
		e := b.edges[i]
		in, touches := ringCovers([]float64{e.ax, e.ay, e.bx, e.by}, x, y)
		inside, on = inside != in, touches
		return !on
	})
	return inside || on
}

// Shared is the length in metres over which the boundary of feature g of another layer runs along this one, no more than
// tolerance away. Where both were cut out of the same layers, edges lie on each other but for rounding, so [GridStep] is
// a fit tolerance. Boundaries that cross or meet in a point share nothing.
func (b *Border) Shared(q *Polygons, g int, tolerance float64) float64 {
	sum := 0.0
	q.EachRing(g, func(_, _ int, xy []float64) {
		for i := 0; i+3 < len(xy); i += 2 {
			o := edge{xy[i], xy[i+1], xy[i+2], xy[i+3]}
			b.near(o.box().Pad(tolerance), func(e edge) { sum += e.along(o, tolerance) })
		}
	})
	return sum
}

// along is the length of e's stretch beside o, if both ends of that stretch are within tolerance of o.
func (e edge) along(o edge, tolerance float64) float64 {
	dx, dy := e.bx-e.ax, e.by-e.ay
	length := math.Hypot(dx, dy)
	if length == 0 {
		return 0
	}
	dx, dy = dx/length, dy/length
	at := func(x, y float64) (along, beside float64) {
		return (x-e.ax)*dx + (y-e.ay)*dy, (y-e.ay)*dx - (x-e.ax)*dy
	}
	s0, d0 := at(o.ax, o.ay)
	s1, d1 := at(o.bx, o.by)
	if s0 > s1 {
		s0, s1, d0, d1 = s1, s0, d1, d0
	}
	from, to := math.Max(s0, 0), math.Min(s1, length)
	if to <= from {
		return 0
	}
	beside := func(s float64) float64 { return math.Abs(d0 + (d1-d0)*(s-s0)/(s1-s0)) }
	if beside(from) > tolerance || beside(to) > tolerance {
		return 0
	}
	return to - from
}

// Distance is the planar distance in metres between the two features' ground, 0 where they touch or overlap; limit where
// it is limit or more, so that a caller who knows a near feature need not measure far ones.
func (b *Border) Distance(q *Polygons, g int, limit float64) float64 {
	if within(b.shapes, b.feature, q, g) || within(q, g, b.shapes, b.feature) {
		return 0
	}
	best := limit
	q.EachRing(g, func(_, _ int, xy []float64) {
		for i := 0; i+3 < len(xy) && best > 0; i += 2 {
			o := edge{xy[i], xy[i+1], xy[i+2], xy[i+3]}
			b.near(o.box().Pad(best), func(e edge) { best = math.Min(best, e.distance(o)) })
		}
	})
	return best
}

// within tells whether a vertex of feature f lies in feature g: where the boundaries do not meet, one stands for all.
func within(p *Polygons, f int, q *Polygons, g int) bool {
	xy := p.Flat(f)
	return len(xy) > 1 && q.Covers(g, xy[0], xy[1])
}

// distance between two edges; those that do not cross are nearest at an end of one of them.
func (e edge) distance(o edge) float64 {
	if e.crosses(o) {
		return 0
	}
	return math.Min(math.Min(e.to(o.ax, o.ay), e.to(o.bx, o.by)), math.Min(o.to(e.ax, e.ay), o.to(e.bx, e.by)))
}

func (e edge) crosses(o edge) bool {
	side := func(e edge, x, y float64) bool { return (e.bx-e.ax)*(y-e.ay)-(e.by-e.ay)*(x-e.ax) > 0 }
	return side(e, o.ax, o.ay) != side(e, o.bx, o.by) && side(o, e.ax, e.ay) != side(o, e.bx, e.by)
}

// to is the distance of a point from the edge.
func (e edge) to(x, y float64) float64 {
	dx, dy := e.bx-e.ax, e.by-e.ay
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = math.Min(1, math.Max(0, ((x-e.ax)*dx+(y-e.ay)*dy)/l))
	}
	return math.Hypot(x-e.ax-t*dx, y-e.ay-t*dy)
}
