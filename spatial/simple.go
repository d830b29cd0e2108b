package spatial

import (
	"cmp"
	"math"
	"slices"
)

// RingChecker proves that rings are simple. It keeps its scratch memory from ring to ring: one goroutine at a time. The zero
// value is ready.
type RingChecker struct {
	xs, ys []int64 // in whole millimetres from the first vertex
	edges  []ringEdge
}

// ringEdge runs from vertex i to vertex i+1.
type ringEdge struct {
	i                      int
	minX, maxX, minY, maxY int64
}

// maxReach is how many millimetres a vertex may lie from the first one, so that products of two differences, and the
// difference of such products, fit an int64.
const maxReach = 500_000_000

// Simple tells whether a closed ring on the grid of [GridStep] is proven to meet itself nowhere but where one edge ends and
// the next begins, and to enclose ground. It decides by exact integer arithmetic and is never wrong when it says yes; no
// means that the ring touches or crosses itself, or that it reaches farther than 500 km.
//
// A polygon of one simple ring is valid by OGC 06-103r4.
func (c *RingChecker) Simple(ring []float64) bool {
	n := len(ring)/2 - 1
	if n < 3 || ring[0] != ring[2*n] || ring[1] != ring[2*n+1] || !c.load(ring, n) {
		return false
	}
	slices.SortFunc(c.edges, func(a, b ringEdge) int { return cmp.Compare(a.minX, b.minX) })
	for k, e := range c.edges {
		for _, f := range c.edges[k+1:] {
			if f.minX > e.maxX {
				break
			}
			if f.minY <= e.maxY && e.minY <= f.maxY && c.meet(e.i, f.i, n) {
				return false
			}
		}
	}
	return true
}

// load takes the ring over; false where it is too wide, or an edge has no length.
func (c *RingChecker) load(ring []float64, n int) bool {
	c.xs, c.ys, c.edges = c.xs[:0], c.ys[:0], c.edges[:0]
	for i := range n + 1 {
		x, y := math.Round((ring[2*i]-ring[0])*1000), math.Round((ring[2*i+1]-ring[1])*1000)
		if !(math.Abs(x) < maxReach && math.Abs(y) < maxReach) {
			return false
		}
		c.xs, c.ys = append(c.xs, int64(x)), append(c.ys, int64(y))
	}
	for i := range n {
		if c.xs[i] == c.xs[i+1] && c.ys[i] == c.ys[i+1] {
			return false
		}
		c.edges = append(c.edges, ringEdge{i, min(c.xs[i], c.xs[i+1]), max(c.xs[i], c.xs[i+1]), min(c.ys[i], c.ys[i+1]), max(c.ys[i], c.ys[i+1])})
	}
	return true
}

// side is the sign of the turn from edge i to vertex v: positive to the left.
func (c *RingChecker) side(i, v int) int64 {
	return (c.xs[i+1]-c.xs[i])*(c.ys[v]-c.ys[i]) - (c.ys[i+1]-c.ys[i])*(c.xs[v]-c.xs[i])
}

// meet tells whether two edges, whose boxes meet, share more than a ring's edges may: neighbours only their common vertex,
// others nothing.
func (c *RingChecker) meet(i, j, n int) bool {
	if j < i {
		i, j = j, i
	}
	switch {
	case j == i+1:
		return c.back(i, j, j+1)
	case i == 0 && j == n-1:
		return c.back(j, 0, 1)
	}
	a, b := c.side(i, j), c.side(i, j+1)
	if a > 0 && b > 0 || a < 0 && b < 0 {
		return false
	}
	a, b = c.side(j, i), c.side(j, i+1)
	return !(a > 0 && b > 0 || a < 0 && b < 0) // collinear edges meet where their boxes do
}

// back tells whether the edge that ends in vertex mid is followed by one that leads back over it.
func (c *RingChecker) back(i, mid, next int) bool {
	if c.side(i, next) != 0 {
		return false
	}
	dot := (c.xs[i+1]-c.xs[i])*(c.xs[next]-c.xs[mid]) + (c.ys[i+1]-c.ys[i])*(c.ys[next]-c.ys[mid])
	return dot < 0
}
