package topology

import "math/bits"

// crossings returns where edges cross in their interiors, each place rounded to the lattice. Vertices that lie on edges, and
// edges that run along each other, are no crossings: snapping leads edges through such vertices anyway.
func (m *Polygons) crossings(e *edges) []Point {
	var from, to []Point
	for u := range m.Points {
		for i := e.start[u]; i < e.end[u]; i++ {
			from, to = append(from, m.Points[u]), append(to, m.Points[e.far[i]])
		}
	}
	g := newBucketGrid(m.Points, len(from))
	g.start = make([]int32, g.columns*g.rows+1)
	each := func(visit func(bucket, edge int)) {
		for i := range from {
			g.along(from[i], to[i], 0, func(row, a, b int) {
				for c := a; c <= b; c++ {
					visit(row*g.columns+c, i)
				}
			})
		}
	}
	each(func(bucket, _ int) { g.start[bucket+1]++ })
	for b := range g.columns * g.rows {
		g.start[b+1] += g.start[b]
	}
	g.items = make([]int32, g.start[len(g.start)-1])
	next := append([]int32(nil), g.start[:len(g.start)-1]...)
	each(func(bucket, edge int) {
		g.items[next[bucket]] = int32(edge)
		next[bucket]++
	})
	var found []Point
	for b := range g.columns * g.rows {
		here := g.items[g.start[b]:g.start[b+1]]
		for i, p := range here {
			for _, q := range here[:i] {
				if x, ok := crossing(from[p], to[p], from[q], to[q]); ok {
					found = append(found, x)
				}
			}
		}
	}
	return found
}

// crossing is where the interiors of a–b and c–d cross, rounded to the nearest point of the lattice.
func crossing(a, b, c, d Point) (Point, bool) {
	if max(a.X, b.X) < min(c.X, d.X) || max(c.X, d.X) < min(a.X, b.X) || max(a.Y, b.Y) < min(c.Y, d.Y) || max(c.Y, d.Y) < min(a.Y, b.Y) {
		return Point{}, false
	}
	o1, o2 := turn(a, b, c), turn(a, b, d)
	if o1 == 0 || o2 == 0 || (o1 > 0) == (o2 > 0) {
		return Point{}, false
	}
	o3, o4 := turn(c, d, a), turn(c, d, b)
	if o3 == 0 || o4 == 0 || (o3 > 0) == (o4 > 0) {
		return Point{}, false
	}
	// The share |o3| / (|o3| + |o4|) of the way from a to b.
	num, den := uint64(abs(o3)), uint64(abs(o3))+uint64(abs(o4))
	return Point{a.X + scaled(int64(b.X)-int64(a.X), num, den), a.Y + scaled(int64(b.Y)-int64(a.Y), num, den)}, true
}

// turn is twice the area of the triangle a, b, c; positive where outer rings turn that way.
func turn(a, b, c Point) int64 {
	return (int64(b.X)-int64(a.X))*(int64(c.Y)-int64(a.Y)) - (int64(b.Y)-int64(a.Y))*(int64(c.X)-int64(a.X))
}

// scaled is d·num/den, num ≤ den, rounded as squares are half-open: to the nearest, halves upwards.
func scaled(d int64, num, den uint64) int32 {
	hi, lo := bits.Mul64(2*uint64(abs(d)), num)
	add := den
	if d < 0 {
		add = den - 1
	}
	lo, carry := bits.Add64(lo, add, 0)
	q, _ := bits.Div64(hi+carry, lo, 2*den)
	if d < 0 {
		return int32(-int64(q))
	}
	return int32(q)
}
