//go:build cgo

package serve_test

import (
	"github.com/qingshan-gis/qingshan/tiles/mvt/strict"
)

// chain is a sum of directed edges, kept exactly: along every line, where how many more edges begin than end. It is zero where,
// piece by piece, as many edges run one way as the other, however they are cut by corners.
//
// The sum of the boundaries of some areas minus that of a whole is zero exactly where the areas cover every place of the whole
// once, and nothing else: no overlap, no gap, to the last unit.
type chain map[chainKey]int

// chainKey is a place on a line: the line's direction in lowest terms, its distance from the origin, and the place along it.
type chainKey struct{ dx, dy, off, along int64 }

func (k chainKey) point() strict.Point {
	// d.x·y − d.y·x = off, and along is x, or y on an upright line.
	if k.dx == 0 {
		return strict.Point{X: -k.off * k.dy, Y: k.along}
	}
	return strict.Point{X: k.along, Y: (k.off + k.dy*k.along) / k.dx}
}

func (c chain) add(f *strict.Feature, sign int) {
	for _, r := range f.Parts {
		for i, a := range r {
			c.edge(a, r[(i+1)%len(r)], sign)
		}
	}
}

func (c chain) edge(a, b strict.Point, sign int) {
	dx, dy := b.X-a.X, b.Y-a.Y
	g := gcd(max(dx, -dx), max(dy, -dy))
	dx, dy = dx/g, dy/g
	if dx < 0 || dx == 0 && dy < 0 {
		a, b, dx, dy, sign = b, a, -dx, -dy, -sign
	}
	off := dx*a.Y - dy*a.X
	from, to := a.X, b.X
	if dx == 0 {
		from, to = a.Y, b.Y
	}
	c.count(chainKey{dx, dy, off, from}, sign)
	c.count(chainKey{dx, dy, off, to}, -sign)
}

func (c chain) count(k chainKey, n int) {
	if c[k] += n; c[k] == 0 {
		delete(c, k)
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
