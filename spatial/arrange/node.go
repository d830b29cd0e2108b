package arrange

import "slices"

// cuts are the vertices through which borders are led.
type cuts struct {
	found   []cut
	ordered []cut
	start   []int32 // by border, into ordered
}

type cut struct{ border, vertex int32 }

// node splits the borders so that they meet at vertices only: every border is led through all vertices whose pixels it
// passes, crossings among them. By the theorem of snap rounding no two of the resulting segments cross.
func (a *Arrangement) node() error {
	p, s := &a.vertices, &a.borders
	s.dropEmpty()
	if err := a.grid.build(&a.window, p, s, &a.Bound); err != nil {
		return err
	}
	for square := range a.grid.nx * a.grid.ny {
		if err := a.cross(a.grid.square(square)); err != nil {
			return err
		}
	}
	a.cuts.found = a.cuts.found[:0]
	for v := range p.len() {
		if v%checkEvery == 0 {
			if err := a.Bound.check(int(p.len()), len(a.cuts.found)); err != nil {
				return err
			}
		}
		x, y := p.x[v], p.y[v]
		for _, e := range a.grid.at(x, y) {
			if a.passes(e, v, x, y) {
				a.cuts.found = append(a.cuts.found, cut{e, v})
			}
		}
	}
	a.split()
	return nil
}

// checkEvery is after how many vertices, or borders of one square, the bound is looked at.
const checkEvery = 256

// cross makes a vertex wherever two of the borders cross inside both. Where one only touches another, its vertex is there
// already.
func (a *Arrangement) cross(square []int32) error {
	p, s := &a.vertices, &a.borders
	for i, e := range square {
		if i%checkEvery == 0 {
			if err := a.Bound.check(int(p.len()), 0); err != nil {
				return err
			}
		}
		ea, eb := s.a[e], s.b[e]
		ax, ay, bx, by := p.x[ea], p.y[ea], p.x[eb], p.y[eb]
		dx, dy := bx-ax, by-ay
		lowX, highX := ordered(ax, bx)
		lowY, highY := ordered(ay, by)
		for _, f := range square[i+1:] {
			fa, fb := s.a[f], s.b[f]
			if fa == ea || fa == eb || fb == ea || fb == eb {
				continue
			}
			cx, cy, ex, ey := p.x[fa], p.y[fa], p.x[fb], p.y[fb]
			if cx < lowX && ex < lowX || cx > highX && ex > highX || cy < lowY && ey < lowY || cy > highY && ey > highY {
				continue
			}
			if crossSign(dx, dy, cx-ax, cy-ay)*crossSign(dx, dy, ex-ax, ey-ay) >= 0 {
				continue
			}
			fx, fy := ex-cx, ey-cy
			if crossSign(fx, fy, ax-cx, ay-cy)*crossSign(fx, fy, bx-cx, by-cy) >= 0 {
				continue
			}
			x, y := crossing(ax, ay, dx, dy, exactCross(fx, fy, ax-cx, ay-cy), exactCross(fx, fy, bx-cx, by-cy))
			p.at(x, y)
		}
	}
	return nil
}

// passes tells whether border e goes through the pixel of vertex v, which is neither of its ends.
func (a *Arrangement) passes(e, v int32, x, y float64) bool {
	p, s := &a.vertices, &a.borders
	ea, eb := s.a[e], s.b[e]
	if v == ea || v == eb {
		return false
	}
	ax, ay, bx, by := p.x[ea], p.y[ea], p.x[eb], p.y[eb]
	if x < ax && x < bx || x > ax && x > bx || y < ay && y < by || y > ay && y > by {
		return false
	}
	return intersectsHotPixel(bx-ax, by-ay, x-ax, y-ay)
}

// split writes the borders, led through their cuts, to edges.
func (a *Arrangement) split() {
	p, s, c, out := &a.vertices, &a.borders, &a.cuts, &a.edges
	c.sort(s.len())
	out.reset()
	for e := range int32(s.len()) {
		at := s.a[e]
		through := c.ordered[c.start[e]:c.start[e+1]]
		if len(through) > 1 {
			ax, ay := p.x[at], p.y[at]
			dx, dy := p.x[s.b[e]]-ax, p.y[s.b[e]]-ay
			// Pixels lie apart, so that the order of their middles along the line is the order in which it meets them.
			slices.SortFunc(through, func(u, v cut) int {
				ux, uy := p.x[u.vertex]-p.x[v.vertex], p.y[u.vertex]-p.y[v.vertex]
				return crossSign(dx, dy, -uy, ux) // the sign of (u − v)·d
			})
		}
		for _, t := range through {
			a.join(at, t.vertex, e)
			at = t.vertex
		}
		a.join(at, s.b[e], e)
	}
	out.dropEmpty()
}

// join adds the edge u–v as a piece of a border that runs the same way.
func (a *Arrangement) join(u, v, border int32) {
	e := a.edges.at(u, v)
	for l := a.borders.head[border]; l >= 0; l = a.borders.links[l].next {
		a.edges.toggleAt(e, a.borders.links[l].polygon)
	}
	a.edges.countAt(e, u, v, a.borders.net[border])
}

// sort brings the cuts into the order of their borders.
func (c *cuts) sort(borders int) {
	c.start = resized(c.start, borders+1)
	clear(c.start)
	for _, f := range c.found {
		c.start[f.border]++
	}
	sum := int32(0)
	for i, n := range c.start {
		sum += n
		c.start[i] = sum
	}
	c.ordered = resized(c.ordered, len(c.found))
	for i := len(c.found) - 1; i >= 0; i-- {
		f := c.found[i]
		c.start[f.border]--
		c.ordered[c.start[f.border]] = f
	}
}

func ordered(a, b float64) (low, high float64) {
	if a < b {
		return a, b
	}
	return b, a
}
