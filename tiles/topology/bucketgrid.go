package topology

import "math"

// bucketGrid sorts things into square buckets over the box of some points.
type bucketGrid struct {
	x0, y0        int64
	size          int64 // of a bucket, in lattice units
	columns, rows int
	start, items  []int32
}

// newBucketGrid lays buckets so that there are about as many as things.
func newBucketGrid(points []Point, things int) *bucketGrid {
	g := &bucketGrid{size: 1, columns: 1, rows: 1}
	if len(points) == 0 {
		return g
	}
	lo, hi := points[0], points[0]
	for _, p := range points {
		lo.X, lo.Y = min(lo.X, p.X), min(lo.Y, p.Y)
		hi.X, hi.Y = max(hi.X, p.X), max(hi.Y, p.Y)
	}
	g.x0, g.y0 = int64(lo.X), int64(lo.Y)
	w, h := int64(hi.X)-g.x0+1, int64(hi.Y)-g.y0+1
	g.size = max(1, int64(math.Sqrt(float64(w)*float64(h)/float64(max(1, things)))))
	g.size = max(g.size, (w+h)/int64(8*things+16)+1) // a line of things needs no plane of buckets
	g.columns, g.rows = int((w-1)/g.size)+1, int((h-1)/g.size)+1
	return g
}

func (g *bucketGrid) column(x int64) int { return clampTo((x-g.x0)/g.size, g.columns) }
func (g *bucketGrid) row(y int64) int    { return clampTo((y-g.y0)/g.size, g.rows) }

func clampTo(i int64, n int) int { return int(max(0, min(int64(n-1), i))) }

// pointGrid sorts points into their buckets.
func pointGrid(points []Point) *bucketGrid {
	g := newBucketGrid(points, len(points)/2+1)
	g.start = make([]int32, g.columns*g.rows+1)
	at := func(p Point) int { return g.row(int64(p.Y))*g.columns + g.column(int64(p.X)) }
	for _, p := range points {
		g.start[at(p)+1]++
	}
	for b := range g.columns * g.rows {
		g.start[b+1] += g.start[b]
	}
	g.items = make([]int32, len(points))
	next := append([]int32(nil), g.start[:len(g.start)-1]...)
	for i, p := range points {
		b := at(p)
		g.items[next[b]] = int32(i)
		next[b]++
	}
	return g
}

// along calls visit for the runs of buckets that the segment a–b, thickened by margin, may touch: one row each.
func (g *bucketGrid) along(a, b Point, margin int64, visit func(row, from, to int)) {
	if a.Y > b.Y {
		a, b = b, a
	}
	ax, ay, bx, by := int64(a.X), int64(a.Y), int64(b.X), int64(b.Y)
	first, last := g.row(ay-margin), g.row(by+margin)
	if first == last || ay == by {
		for r := first; r <= last; r++ {
			visit(r, g.column(min(ax, bx)-margin), g.column(max(ax, bx)+margin))
		}
		return
	}
	slope := float64(bx-ax) / float64(by-ay)
	for r := first; r <= last; r++ {
		y0 := g.y0 + int64(r)*g.size - margin
		y1 := y0 + g.size + 2*margin
		if r == g.rows-1 {
			y1 = by + margin
		}
		u := float64(max(0, min(by, y0)-ay))
		v := float64(max(0, min(by, y1)-ay))
		x0, x1 := float64(ax)+slope*u, float64(ax)+slope*v
		if x0 > x1 {
			x0, x1 = x1, x0
		}
		visit(r, g.column(int64(math.Floor(x0))-margin-1), g.column(int64(math.Ceil(x1))+margin+1))
	}
}

// between calls visit for the runs of buckets that the triangle a, b, c, thickened by a unit, may touch: one row each.
func (g *bucketGrid) between(a, b, c Point, visit func(row, from, to int)) {
	first, last := g.row(int64(min(a.Y, b.Y, c.Y))-1), g.row(int64(max(a.Y, b.Y, c.Y))+1)
	if first == last || last == first+1 {
		from, to := g.column(int64(min(a.X, b.X, c.X))-1), g.column(int64(max(a.X, b.X, c.X))+1)
		for r := first; r <= last; r++ {
			visit(r, from, to)
		}
		return
	}
	const wide = 64
	if last-first < wide {
		var lo, hi [wide]int
		for i := range last - first + 1 {
			lo[i], hi[i] = g.columns, -1
		}
		note := func(row, from, to int) {
			if i := row - first; i >= 0 && i <= last-first {
				lo[i], hi[i] = min(lo[i], from), max(hi[i], to)
			}
		}
		g.along(a, b, 1, note)
		g.along(b, c, 1, note)
		g.along(c, a, 1, note)
		for i := range last - first + 1 {
			if hi[i] >= lo[i] {
				visit(first+i, lo[i], hi[i])
			}
		}
		return
	}
	g.along(a, b, 1, visit) // thin, as its area is small: its edges' buckets hold it
	g.along(b, c, 1, visit)
	g.along(c, a, 1, visit)
}
